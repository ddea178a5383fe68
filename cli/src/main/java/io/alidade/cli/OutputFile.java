package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// A file that a command writes: a reader sees the old or the new one, never a part.
final class OutputFile {
    private static final String MODE = "rw-r--r--";

    private OutputFile() {}

    /// Writes the text beside the file under a name that starts with a dot, then renames it.
    ///
    /// @throws BadInput if it cannot be written; the file is then as it was
    static void replace(Path file, String text) {
        Path folder = file.toAbsolutePath().getParent();
        Path name = file.getFileName();
        if (folder == null || name == null || Files.isDirectory(file)) {
            throw unwritable(file, "it is a folder");
        }
        if (!Files.isDirectory(folder)) {
            throw unwritable(file, "there is no folder " + folder);
        }
        try {
            Path temporary = Files.createTempFile(folder, "." + name + ".", "", mode(folder));
            try {
                Files.writeString(temporary, text, StandardCharsets.UTF_8);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException failure) {
            throw unwritable(file, reason(failure));
        }
    }

    private static FileAttribute<?>[] mode(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE))}
                : new FileAttribute<?>[0];
    }

    private static BadInput unwritable(Path file, String reason) {
        return new BadInput(file + " cannot be written: " + reason + ".",
                "Maybe choose a folder that exists and that this user may write to, or make room on the disk.");
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such folder";
            case FileSystemException other when other.getReason() != null -> String.valueOf(other.getReason());
            default -> String.valueOf(failure.getMessage());
        };
    }
}
