package io.alidade.wire.socket;

import java.util.Optional;
import jdk.net.UnixDomainPrincipal;

/// Who may call services on a socket.
@FunctionalInterface
public interface PeerCheck {
    /// Whoever may open the socket.
    PeerCheck ANYBODY = _ -> Optional.empty();

    /// Why somebody may not, in a sentence for them; nothing if they may.
    ///
    /// @param peer the user and the group at the other end, which the kernel names
    Optional<String> refusal(UnixDomainPrincipal peer);
}
