package io.alidade.wire.rpc;

import java.io.IOException;

/// The other end does not keep to the protocol; nothing that it sends from here on can be understood.
final class BrokenPeer extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenPeer(String message) {
        super(message);
    }
}
