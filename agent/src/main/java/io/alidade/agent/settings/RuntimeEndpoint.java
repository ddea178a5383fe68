package io.alidade.agent.settings;

import io.alidade.kube.document.BadInput;
import io.alidade.wire.socket.GrpcSockets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Where a container runtime answers, as a kubelet's `containerRuntimeEndpoint` names it.
public record RuntimeEndpoint(Path socket) {
    /// Where containerd is, unless it is told otherwise.
    public static final RuntimeEndpoint CONTAINERD = new RuntimeEndpoint(Path.of("/run/containerd/containerd.sock"));

    private static final String SCHEME = "unix://";

    /// Reads `unix:///run/containerd/containerd.sock`.
    ///
    /// @throws BadInput if it is no such thing
    public static RuntimeEndpoint parse(String text) {
        try {
            if (text.startsWith(SCHEME + "/")) {
                Path socket = Path.of(text.substring(SCHEME.length())).normalize();
                if (GrpcSockets.isShortEnough(socket)) {
                    return new RuntimeEndpoint(socket);
                }
                throw new BadInput("the runtime endpoint is '" + text + "', whose path is longer than the "
                        + GrpcSockets.MAX_PATH_BYTES + " bytes that a socket can have.",
                        "Have the runtime listen at a shorter path.");
            }
        } catch (InvalidPathException _) {
            // Said below.
        }
        throw new BadInput("the runtime endpoint is '" + text + "', which is no Unix socket.",
                "Write unix:// and an absolute path: " + SCHEME + CONTAINERD.socket() + ".");
    }

    @Override
    public String toString() {
        return SCHEME + socket;
    }
}
