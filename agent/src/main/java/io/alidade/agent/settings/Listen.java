package io.alidade.agent.settings;

import io.alidade.agent.access.Doorkeeper;
import io.alidade.agent.access.Identity;
import io.alidade.agent.access.ListenToken;
import io.alidade.agent.http.HttpRequest;
import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.HttpServer;
import io.alidade.agent.socket.SocketPlace;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DurableFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where monitors and browsers ask, and who may.
public sealed interface Listen {
    /// An address, and who may ask there.
    record Port(InetSocketAddress address, Access access) implements Listen {
        /// Whether it is one of this machine alone.
        public boolean isLoopback() {
            return address.getAddress().isLoopbackAddress();
        }
    }

    /// A Unix socket.
    record Socket(Path path) implements Listen {}

    /// Who may ask at an address.
    ///
    /// @param token a file with a token that those have; absent if none counts
    /// @param tls   with which certificates; absent in the clear
    record Access(Optional<Path> token, Optional<TlsFiles> tls) {
        /// Everybody.
        public static final Access EVERYBODY = new Access(Optional.empty(), Optional.empty());

        private boolean isForSome() {
            return token.isPresent() || tls.filter(files -> files.clientCa().isPresent()).isPresent();
        }
    }

    /// Files in PEM.
    ///
    /// @param certificate with which the agent answers
    /// @param key         of it
    /// @param clientCa    those that sign the certificates of those who may ask; absent if none counts
    record TlsFiles(Path certificate, Path key, Optional<Path> clientCa) {}

    /// Serves there.
    ///
    /// @throws BadInput if it cannot be listened on, or a file cannot be used
    default HttpServer serve(Function<HttpRequest, HttpResponse> handler) {
        return switch (this) {
            case Socket(Path path) -> new SocketPlace(path, "--listen")
                    .serve(socket -> HttpServer.onSocket(socket, handler));
            case Port(InetSocketAddress address, Access access) -> serve(address, access, handler);
        };
    }

    private static HttpServer serve(InetSocketAddress address, Access access,
            Function<HttpRequest, HttpResponse> handler) {
        Optional<ListenToken> token = access.token().map(file -> new ListenToken(file, access.tls().isPresent()));
        Optional<Identity> identity = access.tls()
                .map(files -> new Identity(files.certificate(), files.key(), files.clientCa()));
        Function<HttpRequest, HttpResponse> guarded = access.isForSome() ? new Doorkeeper(token, handler) : handler;
        try {
            return identity.isEmpty() ? HttpServer.onAddress(address, guarded)
                    : HttpServer.onAddress(address, identity.get(), identity.get().takesCertificates(), guarded);
        } catch (IOException failure) {
            throw new BadInput(
                    address.getHostString() + ":" + address.getPort() + " cannot be listened on: "
                            + DurableFiles.reason(failure) + ".",
                    "Name another port with --listen.");
        }
    }

    /// Reads `ADDRESS:PORT`, with an IPv6 address in brackets, or `unix:PATH`.
    ///
    /// @throws BadInput if it is none of them, or others than this machine could ask there and nothing says who may
    static Listen of(String text, Access access) {
        if (text.startsWith("unix:") && text.length() > "unix:".length()) {
            if (!access.equals(Access.EVERYBODY)) {
                throw new BadInput(
                        "listen is '" + text + "', where the owner and the group of the socket may ask, and a"
                                + " token or a certificate is given.",
                        "Leave that out, or listen on an address.");
            }
            return new Socket(Path.of(text.substring("unix:".length())).toAbsolutePath().normalize());
        }
        Matcher matcher = Pattern.compile("([0-9.]{7,15}|\\[[0-9a-fA-F:.]{2,45}\\]):([0-9]{1,5})").matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
            throw none(text);
        }
        InetAddress host;
        try {
            host = InetAddress.ofLiteral(matcher.group(1).replaceAll("[\\[\\]]", ""));
        } catch (IllegalArgumentException _) {
            throw none(text);
        }
        Port port = new Port(new InetSocketAddress(host, Integer.parseInt(matcher.group(2))), access);
        if (!port.isLoopback() && (access.tls().isEmpty() || !access.isForSome())) {
            throw new BadInput("listen is '" + text + "', where others than this machine can ask, and "
                    + (access.tls().isEmpty() ? "no certificate is given to answer with." : "everybody could."),
                    "Give --listen-certificate and --listen-key, and --listen-token or --listen-client-ca; or listen on"
                            + " 127.0.0.1:PORT.");
        }
        return port;
    }

    private static BadInput none(String text) {
        return new BadInput("listen is '" + text + "', which is no place.",
                "Write 127.0.0.1:PORT, [::1]:PORT, another address or unix:PATH.");
    }
}
