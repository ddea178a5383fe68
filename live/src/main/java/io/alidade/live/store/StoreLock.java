package io.alidade.live.store;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The right to write one folder, held by one process. The kernel takes it back when the process ends, however it ends; the
/// file stays, with the pid of whoever held it last.
public final class StoreLock implements AutoCloseable {
    static final String FILE_NAME = "alidade.lock";
    private static final int MAX_PID_BYTES = 20;

    private final FileChannel file;

    private StoreLock(FileChannel file) {
        this.file = file;
    }

    /// Takes the folder, which is made if it is missing.
    ///
    /// @throws BadInput if another process has it, with its pid, or if it cannot be written
    static StoreLock take(Path folder) {
        return take(folder, file -> {
            if (!isLocked(file)) {
                throw new BadInput(folder + " is in use by process " + owner(file) + ".",
                        "Stop that process first, or name another folder.");
            }
        });
    }

    /// Takes the folder, which is made if it is missing, once no other process has it.
    ///
    /// @throws BadInput if it cannot be written
    public static StoreLock await(Path folder) {
        return take(folder, FileChannel::lock);
    }

    /// A way to lock a file.
    private interface Locking {
        void lock(FileChannel file) throws IOException;
    }

    private static StoreLock take(Path folder, Locking locking) {
        Path path = folder.resolve(FILE_NAME);
        try {
            Files.createDirectories(folder);
            FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            try {
                locking.lock(file);
            } catch (IOException | RuntimeException notLocked) {
                file.close();
                throw notLocked;
            }
            file.truncate(0);
            file.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)),
                    0);
            return new StoreLock(file);
        } catch (IOException failure) {
            throw new BadInput(path + " cannot be written: " + DurableFiles.reason(failure) + ".",
                    "Maybe choose a folder that this user may write to, or make room on the disk.");
        }
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    private static String owner(FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_PID_BYTES);
        file.read(bytes, 0);
        String pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
        return pid.isEmpty() ? "unknown" : pid;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException _) {
            // The kernel gives it back at the end of the process.
        }
    }
}
