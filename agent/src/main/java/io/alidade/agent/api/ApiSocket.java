package io.alidade.agent.api;

import io.alidade.agent.http.HttpServer;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DurableFiles;
import io.alidade.wire.socket.GrpcSockets;
import java.io.IOException;
import java.nio.file.Path;

/// The socket of the agent's API.
public final class ApiSocket {
    private ApiSocket() {}

    /// Serves on it. Whoever has the state folder may replace what is there.
    ///
    /// @throws BadInput if it cannot be made
    public static HttpServer serve(Path socket, AgentApi api) {
        if (!GrpcSockets.isShortEnough(socket)) {
            throw new BadInput("the path " + socket + " is too long for a socket: "
                    + GrpcSockets.MAX_PATH_BYTES + " bytes are the most.", "Name a shorter one with --api.");
        }
        try {
            return HttpServer.onSocket(socket, api);
        } catch (IOException failure) {
            throw new BadInput(socket + " cannot be served: " + DurableFiles.reason(failure) + ".",
                    "Check the permissions of its folder, or name another one with --api.");
        }
    }
}
