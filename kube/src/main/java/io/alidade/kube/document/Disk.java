package io.alidade.kube.document;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// The steps in which files are brought to disk, one by one: between any two of them a machine may stop. What was written is
/// there after that only where it was forced, and a name is only where its folder was.
public interface Disk {
    /// The file system.
    Disk REAL = new Disk() {
        @Override
        public Path create(Path folder, String prefix, String suffix) throws IOException {
            return Files.createTempFile(folder, prefix, suffix);
        }

        @Override
        public void write(Path file, ByteBuffer bytes) throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        }

        @Override
        public void force(Path file) throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
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
    };

    /// Makes an empty file with a name that no other has, for its owner alone.
    Path create(Path folder, String prefix, String suffix) throws IOException;

    /// Writes a file from its beginning.
    void write(Path file, ByteBuffer bytes) throws IOException;

    /// Brings to disk what a file holds, or which names a folder has.
    void force(Path fileOrFolder) throws IOException;

    /// Gives a file another name, whoever had it.
    void rename(Path from, Path to) throws IOException;

    /// Removes a name.
    ///
    /// @return false if nobody had it
    boolean delete(Path file) throws IOException;
}
