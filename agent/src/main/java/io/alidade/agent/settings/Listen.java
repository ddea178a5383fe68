package io.alidade.agent.settings;

import io.alidade.agent.http.HttpRequest;
import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.HttpServer;
import io.alidade.agent.socket.SocketPlace;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DurableFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where monitors ask.
public sealed interface Listen {
    /// A port of this machine alone.
    record Port(InetSocketAddress address) implements Listen {}

    /// A Unix socket.
    record Socket(Path path) implements Listen {}

    /// Serves there.
    ///
    /// @throws BadInput if it cannot be listened on
    default HttpServer serve(Function<HttpRequest, HttpResponse> handler) {
        return switch (this) {
            case Socket(Path path) -> new SocketPlace(path, "--listen")
                    .serve(socket -> HttpServer.onSocket(socket, handler));
            case Port(InetSocketAddress address) -> {
                try {
                    yield HttpServer.onAddress(address, handler);
                } catch (IOException failure) {
                    throw new BadInput(address + " cannot be listened on: " + DurableFiles.reason(failure) + ".",
                            "Name another port with --listen.");
                }
            }
        };
    }

    /// Reads `127.0.0.1:PORT`, `[::1]:PORT` or `unix:PATH`.
    ///
    /// @throws BadInput if it is none of them
    static Listen parse(String text) {
        if (text.startsWith("unix:") && text.length() > "unix:".length()) {
            return new Socket(Path.of(text.substring("unix:".length())).toAbsolutePath().normalize());
        }
        Matcher matcher = Pattern.compile("(127\\.0\\.0\\.1|\\[::1\\]):([0-9]{1,5})").matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
            throw new BadInput("listen is '" + text + "', which is no place on this machine alone.",
                    "Write 127.0.0.1:PORT, [::1]:PORT or unix:PATH.");
        }
        try {
            return new Port(new InetSocketAddress(InetAddress.getByName(matcher.group(1)),
                    Integer.parseInt(matcher.group(2))));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
