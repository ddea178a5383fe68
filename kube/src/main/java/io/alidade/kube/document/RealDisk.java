package io.alidade.kube.document;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// The file system.
final class RealDisk implements Disk {
    private static final Set<StandardOpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final FileAttribute<?>[] OWNER_ONLY = {PosixFilePermissions
            .asFileAttribute(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE))};
    private static final FileAttribute<?>[] NO_MODE = {};
    /// The thread keeps a buffer outside of the heap for its largest write.
    private static final int MAX_WRITE = 32 << 10;

    @Override
    public void create(Path file, ByteBuffer bytes) throws IOException {
        boolean hasModes = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        try (FileChannel channel = FileChannel.open(file, NEW, hasModes ? OWNER_ONLY : NO_MODE)) {
            while (bytes.hasRemaining()) {
                int start = bytes.position();
                bytes.position(start + channel.write(bytes.slice(start, Math.min(bytes.remaining(), MAX_WRITE))));
            }
            channel.force(true);
        } catch (FileAlreadyExistsException another) {
            throw another;
        } catch (IOException failure) {
            boolean _ = Files.deleteIfExists(file);
            throw failure;
        }
    }

    @Override
    public void force(Path fileOrFolder) throws IOException {
        try (FileChannel channel = FileChannel.open(fileOrFolder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public boolean delete(Path file) throws IOException {
        return Files.deleteIfExists(file);
    }
}
