package io.alidade.kube.document;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
    /// The end of the name of a file that is being written; it starts with a dot.
    private static final String UNFINISHED = ".unfinished";
    private static final int MAX_ATTEMPTS = 10;

    private DurableFiles() {}

    /// Replaces files, in the order of the map. Each is written beside its target under a name that starts with a dot, forced
    /// to disk and only then renamed, and no file is renamed before all are written: a reader sees an old or a new file, and
    /// if one cannot be written all stay as they were. At the end the folders are forced to disk: what was written is there
    /// after a crash. Missing folders are made with mode 0755.
    ///
    /// @throws BadInput if a file cannot be written
    public static void replace(Map<Path, String> texts) {
        replace(texts, Disk.REAL);
    }

    /// Likewise, step by step on a disk.
    ///
    /// @throws BadInput if a file cannot be written
    public static void replace(Map<Path, String> texts, Disk disk) {
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
                if (parents.add(parent)) {
                    make(parent, disk);
                }
                written.put(current, create(parent, name, text.getValue(), disk));
            }
            for (Map.Entry<Path, Path> file : List.copyOf(written.entrySet())) {
                current = file.getKey();
                disk.rename(file.getValue(), current);
                written.remove(current);
            }
            for (Path parent : parents) {
                current = parent;
                disk.force(parent);
            }
        } catch (IOException e) {
            throw new BadInput(current + " cannot be written: " + reason(e) + ".",
                    "Maybe choose a folder that this user may write to, or make room on the disk.");
        } finally {
            new ArrayList<>(written.values()).forEach(temporary -> discard(temporary, disk));
        }
    }

    private static Path create(Path parent, Path name, String text, Disk disk) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int attempts = MAX_ATTEMPTS;; attempts--) {
            Path temporary = parent
                    .resolve("." + name + "." + Long.toUnsignedString(System.nanoTime()) + UNFINISHED);
            try {
                disk.create(temporary, ByteBuffer.wrap(bytes));
                return temporary;
            } catch (FileAlreadyExistsException another) {
                if (attempts == 0) {
                    throw another;
                }
            }
        }
    }

    /// Makes a folder, and those above it; their names are on disk then.
    private static void make(Path folder, Disk disk) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            make(parent, disk);
        }
        Files.createDirectories(folder, folderMode(folder));
        if (parent != null) {
            disk.force(parent);
        }
    }

    private static FileAttribute<?>[] folderMode(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"))}
                : new FileAttribute<?>[0];
    }

    /// Removes a file so that it does not come back after a crash.
    ///
    /// @throws BadInput if it cannot be removed
    public static void remove(Path file, Disk disk) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (disk.delete(file) && parent != null) {
                disk.force(parent);
            }
        } catch (IOException failure) {
            throw new BadInput(file + " cannot be removed: " + reason(failure) + ".",
                    "Check the permissions of its folder.");
        }
    }

    /// Removes what [#replace] left unfinished in a folder because the process or the machine stopped. Only for a folder in which
    /// nobody else writes.
    public static void sweep(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".*" + UNFINISHED)) {
            files.forEach(file -> discard(file, Disk.REAL));
        } catch (IOException | DirectoryIteratorException _) {
            // What stays has a name that nobody reads.
        }
    }

    private static void discard(Path temporary, Disk disk) {
        try {
            boolean _ = disk.delete(temporary);
        } catch (IOException _) {
            // What could not be written cannot always be removed either; nobody reads the name.
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
