package io.alidade.kube.document;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Files that are whole after a crash: the old one or the new one, never a part.
public final class DurableFiles {
    private DurableFiles() {}

    /// Replaces files, in the order of the map. Each is written beside its target under a name that starts with a dot, forced
    /// to disk and only then renamed, and no file is renamed before all are written: a reader sees an old or a new file, and
    /// if one cannot be written all stay as they were. At the end the folders are forced to disk: what was written is there
    /// after a crash. Missing folders are made with mode 0755.
    ///
    /// @throws BadInput if a file cannot be written
    public static void replace(Map<Path, String> texts) {
        Map<Path, Path> written = new LinkedHashMap<>();
        Set<Path> parents = new TreeSet<>();
        Path current = Path.of("");
        try {
            for (Map.Entry<Path, String> text : texts.entrySet()) {
                current = text.getKey();
                Path parent = current.toAbsolutePath().getParent();
                Path name = current.getFileName();
                if (Files.isDirectory(current) || parent == null || name == null) {
                    throw new FileSystemException(current.toString(), null, "it is a folder");
                }
                Files.createDirectories(parent, folderMode(parent));
                parents.add(parent);
                Path temporary = Files.createTempFile(parent, "." + name + ".", "");
                written.put(current, temporary);
                write(temporary, text.getValue());
            }
            for (Map.Entry<Path, Path> file : List.copyOf(written.entrySet())) {
                current = file.getKey();
                Files.move(file.getValue(), current, StandardCopyOption.ATOMIC_MOVE);
                written.remove(current);
            }
            for (Path parent : parents) {
                current = parent;
                force(parent);
            }
        } catch (IOException e) {
            throw new BadInput(current + " cannot be written: " + reason(e) + ".",
                    "Maybe choose a folder that this user may write to, or make room on the disk.");
        } finally {
            new ArrayList<>(written.values()).forEach(DurableFiles::discard);
        }
    }

    private static FileAttribute<?>[] folderMode(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"))}
                : new FileAttribute<?>[0];
    }

    private static void write(Path path, String text) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
    }

    /// A name in a folder is on disk when the folder is.
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException _) {
            // What could not be written cannot always be removed either; the name starts with a dot.
        }
    }

    /// Why a file could not be used, for the middle of a sentence.
    public static String reason(IOException e) {
        if (e instanceof FileSystemException failure) {
            String reason = failure.getReason();
            return reason != null ? reason : switch (failure) {
                case AccessDeniedException _ -> "permission denied";
                case NoSuchFileException _ -> "no such file";
                case FileAlreadyExistsException _ -> "a file is in the way";
                default -> failure.getClass().getSimpleName();
            };
        }
        String message = e.getMessage();
        return message != null ? message : e.getClass().getSimpleName();
    }
}
