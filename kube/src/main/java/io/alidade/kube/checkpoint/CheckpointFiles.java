package io.alidade.kube.checkpoint;

import io.alidade.kube.document.BadInput;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The three checkpoint files of one kubelet in a folder: found, read within bounds, and replaced whole.
///
/// @param folder the kubelet's root directory, or a folder with copies
public record CheckpointFiles(Path folder, Layout layout) {
    /// The largest file that is read.
    public static final int MAX_BYTES = 16 << 20;

    private static final String PLUGIN_FOLDER = "device-plugins";

    /// Where the device checkpoint stands: in the kubelet's root directory it is one folder down.
    public enum Layout { KUBELET_ROOT, FLAT }

    /// The files in `folder`, which need not exist. The layout is flat if there is a device checkpoint beside the others and
    /// none in `device-plugins`, else the kubelet's own.
    public static CheckpointFiles in(Path folder) {
        boolean flat = Files.exists(folder.resolve(DeviceCheckpoint.FILE_NAME))
                && Files.notExists(folder.resolve(PLUGIN_FOLDER).resolve(DeviceCheckpoint.FILE_NAME));
        return new CheckpointFiles(folder, flat ? Layout.FLAT : Layout.KUBELET_ROOT);
    }

    public Path path(CheckpointFile file) {
        return file == CheckpointFile.DEVICES && layout == Layout.KUBELET_ROOT
                ? folder.resolve(PLUGIN_FOLDER).resolve(file.fileName())
                : folder.resolve(file.fileName());
    }

    /// What is left out or passed over of files that were pasted and not copied, in a sentence each; empty for files as a
    /// kubelet writes them.
    ///
    /// @throws BadInput as [#read]
    public List<String> repairs() {
        List<String> repairs = new ArrayList<>();
        for (CheckpointFile file : CheckpointFile.values()) {
            written(file).map(bytes -> PastedCheckpoint.of(file, bytes)).ifPresent(pasted -> pasted.repairs()
                    .forEach(repair -> repairs.add(path(file) + " was pasted: " + repair
                            + ". A kubelet would not read it as it is")));
        }
        return repairs;
    }

    /// The bytes of a file, without what a paste adds to it ([#repairs]); absent if there is none.
    ///
    /// @throws BadInput if it cannot be read or is larger than [#MAX_BYTES]
    public Optional<byte[]> read(CheckpointFile file) {
        return written(file).map(bytes -> PastedCheckpoint.of(file, bytes).bytes());
    }

    /// The bytes of a file; absent if there is none.
    ///
    /// @throws BadInput if it cannot be read or is larger than [#MAX_BYTES]
    private Optional<byte[]> written(CheckpointFile file) {
        Path path = path(file);
        if (Files.notExists(path)) {
            return Optional.empty();
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new BadInput(path + " is not a regular file.", "Maybe another folder was meant.");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw CheckpointText.tooLarge(path.toString());
            }
            return Optional.of(bytes);
        } catch (IOException e) {
            throw new BadInput(path + " cannot be read: " + reason(e) + ".",
                    "Maybe run as the user that owns it, or read a copy.");
        }
    }

    /// Replaces the named files. Each is written beside its target under a name that starts with a dot, forced to disk and
    /// only then renamed, and no file is renamed before all are written: a reader sees an old or a new file, and if one
    /// cannot be written all stay as they were (memory-manager 10.4). At the end the folders are forced to disk: what was
    /// saved is there after a crash. Missing folders are made with mode 0755.
    ///
    /// @throws BadInput if a file cannot be written
    public void save(Map<CheckpointFile, String> texts) {
        Map<CheckpointFile, Path> written = new EnumMap<>(CheckpointFile.class);
        Set<Path> parents = new TreeSet<>();
        Path current = folder;
        try {
            for (Map.Entry<CheckpointFile, String> text : new EnumMap<>(texts).entrySet()) {
                current = path(text.getKey());
                Path parent = current.toAbsolutePath().getParent();
                if (Files.isDirectory(current) || parent == null) {
                    throw new FileSystemException(current.toString(), null, "it is a folder");
                }
                Files.createDirectories(parent, folderMode(parent));
                parents.add(parent);
                Path temporary = Files.createTempFile(parent, "." + text.getKey().fileName() + ".", "");
                written.put(text.getKey(), temporary);
                write(temporary, text.getValue());
            }
            for (CheckpointFile file : CheckpointFile.values()) {
                Path temporary = written.get(file);
                if (temporary != null) {
                    current = path(file);
                    Files.move(temporary, current, StandardCopyOption.ATOMIC_MOVE);
                    written.remove(file);
                }
            }
            for (Path parent : parents) {
                current = parent;
                force(parent);
            }
        } catch (IOException e) {
            throw new BadInput(current + " cannot be written: " + reason(e) + ".",
                    "Maybe choose a folder that this user may write to, or make room on the disk.");
        } finally {
            written.values().forEach(CheckpointFiles::discard);
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

    private static String reason(IOException e) {
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
