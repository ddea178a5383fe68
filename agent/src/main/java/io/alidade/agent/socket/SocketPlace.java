package io.alidade.agent.socket;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DurableFiles;
import io.alidade.wire.socket.GrpcSockets;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Where a socket is to be served.
///
/// @param option the option that names it, for messages
public record SocketPlace(Path socket, String option) {
    private static final String FOLDER_MODE = "rwxr-x---";
    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET_TYPE = 0140000;

    /// Something that serves on a socket.
    @FunctionalInterface
    public interface Maker<T> {
        T make(Path socket) throws IOException;
    }

    /// True for the path of a socket, served or not.
    public static boolean isSocket(Path file) throws IOException {
        try {
            return Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) instanceof Integer mode
                    && (mode & FILE_TYPE) == SOCKET_TYPE;
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    /// Serves there. A socket on which nobody answers any more is replaced, and nothing else is; a missing folder is made, for
    /// owner and group.
    ///
    /// @throws BadInput if somebody serves there, or nobody can
    public <T> T serve(Maker<T> maker) {
        if (!GrpcSockets.isShortEnough(socket)) {
            throw new BadInput("the path " + socket + " is too long for a socket: "
                    + GrpcSockets.MAX_PATH_BYTES + " bytes are the most.", "Name a shorter one with " + option + ".");
        }
        if (isServed()) {
            throw new BadInput("a kubelet or another agent serves " + socket + " already.",
                    "Stop it first, or name another place with " + option + ".");
        }
        try {
            Path folder = socket.getParent();
            if (folder != null && Files.notExists(folder)) {
                Files.createDirectories(folder);
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(FOLDER_MODE));
            }
            if (isSocket(socket)) {
                Files.delete(socket);
            }
            return maker.make(socket);
        } catch (IOException failure) {
            throw new BadInput(socket + " cannot be served: " + DurableFiles.reason(failure) + ".",
                    "Check the permissions of its folder, or name another place with " + option + ".");
        }
    }

    /// Makes a folder of the agent for owner and group, below one for whom this user wills; one that is there stays as it is.
    ///
    /// @throws BadInput if it cannot be made
    public static void makeFolder(Path folder) {
        try {
            if (Files.notExists(folder)) {
                Path above = folder.toAbsolutePath().getParent();
                if (above != null) {
                    Files.createDirectories(above);
                }
                Files.createDirectory(folder);
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(FOLDER_MODE));
            }
        } catch (FileAlreadyExistsException _) {
            // Somebody was faster.
        } catch (IOException failure) {
            throw new BadInput("the folder " + folder + " cannot be made: " + DurableFiles.reason(failure) + ".",
                    "Check the permissions of the folder above it, or name another one with --state.");
        }
    }

    private boolean isServed() {
        if (Files.notExists(socket)) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException _) {
            return false;
        }
    }
}
