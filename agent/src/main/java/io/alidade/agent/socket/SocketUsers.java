package io.alidade.agent.socket;

import io.alidade.wire.socket.PeerCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import jdk.net.UnixDomainPrincipal;

/// The users of a socket that is served: its owner, who is the user of this process, and root may do everything, its group may
/// look. Users are told apart by their numbers, which the kernel gives for each connection, and not by names.
///
/// @param socket where it is
public record SocketUsers(Path socket) {
    private static final String ROOT = "0";

    /// Whether somebody may change things: root, and the user of this process.
    public boolean isOwner(UnixDomainPrincipal peer) {
        try {
            return peer.user().equals(Files.getOwner(socket)) || peer.user()
                    .equals(socket.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(ROOT));
        } catch (IOException gone) {
            return false;
        }
    }

    /// Whether somebody may look. Of a socket that is closed to all others the kernel lets in nobody but its group, which
    /// somebody may belong to without having it as the first one; where it was opened to others, only that one counts.
    public boolean mayLook(UnixDomainPrincipal peer) {
        if (isOwner(peer)) {
            return true;
        }
        try {
            PosixFileAttributes file = Files.readAttributes(socket, PosixFileAttributes.class);
            return !file.permissions().contains(PosixFilePermission.OTHERS_WRITE)
                    || peer.group().equals(file.group());
        } catch (IOException gone) {
            return false;
        }
    }

    /// Calls are for root and the user of this process.
    ///
    /// @param what they would do
    public PeerCheck owners(String what) {
        return peer -> isOwner(peer) ? Optional.empty()
                : Optional.of("user '" + peer.user().getName() + "' may not " + what + " at " + socket
                        + ": that is for root and the user of the agent.");
    }

    /// Calls are for those who may look.
    public PeerCheck lookers() {
        return peer -> mayLook(peer) ? Optional.empty() : Optional.of(notForLookers(peer));
    }

    /// Why somebody may not look.
    public String notForLookers(UnixDomainPrincipal peer) {
        return "user '" + peer.user().getName() + "' may not ask at " + socket
                + ": that is for root, the user of the agent and the group of this socket.";
    }
}
