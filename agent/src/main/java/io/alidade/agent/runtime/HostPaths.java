package io.alidade.agent.runtime;

import io.alidade.agent.runtime.VolumeSpec.HostPath;
import io.alidade.kube.document.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// Whether what a `hostPath` names is what it has to be; in the kubelet's words where it is not.
final class HostPaths {
    private static final int TYPE = 0170000;
    private static final int SOCKET = 0140000;
    private static final int CHARACTERS = 0020000;
    private static final int BLOCKS = 0060000;
    private static final FileAttribute<?> FOLDER_MODE = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));
    private static final FileAttribute<?> FILE_MODE = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

    private HostPaths() {}

    /// The path, made if it is to be.
    ///
    /// @throws StartFailed if something else is there
    static Path check(HostPath volume) throws StartFailed {
        Path path = volume.hostPath();
        try {
            switch (volume.type()) {
                case ANYTHING -> {
                    // Whoever mounts it sees what is there.
                }
                case DIRECTORY_OR_CREATE -> {
                    if (Files.notExists(path)) {
                        Files.createDirectories(path, FOLDER_MODE);
                    }
                    require(Files.isDirectory(path), volume, "a directory");
                }
                case DIRECTORY -> require(Files.isDirectory(path), volume, "a directory");
                case FILE_OR_CREATE -> {
                    if (Files.notExists(path)) {
                        Files.createFile(path, FILE_MODE);
                    }
                    require(Files.isRegularFile(path), volume, "a file");
                }
                case FILE -> require(Files.isRegularFile(path), volume, "a file");
                case SOCKET -> require(isOf(SOCKET, path), volume, "a socket file");
                case CHAR_DEVICE -> require(isOf(CHARACTERS, path), volume, "a character device");
                case BLOCK_DEVICE -> require(isOf(BLOCKS, path), volume, "a block device");
            }
            return path;
        } catch (IOException failure) {
            throw new StartFailed("hostPath type check failed: " + path + ": " + DurableFiles.reason(failure));
        }
    }

    private static void require(boolean isSo, HostPath volume, String what) throws StartFailed {
        if (!isSo) {
            throw new StartFailed("hostPath type check failed: " + volume.hostPath() + " is not " + what);
        }
    }

    private static boolean isOf(int type, Path path) throws IOException {
        return Files.exists(path) && Files.getAttribute(path, "unix:mode") instanceof Integer mode
                && (mode & TYPE) == type;
    }
}
