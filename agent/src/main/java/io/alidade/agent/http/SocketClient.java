package io.alidade.agent.http;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DurableFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;

/// Sends a request to whoever serves a Unix socket.
public final class SocketClient {
    private static final int MAX_ANSWER_BYTES = 256 << 20;

    private SocketClient() {}

    /// Sends one request and waits for its answer, whose headers have names in small letters.
    ///
    /// @param target path and query: `/v1/pods`
    /// @param accept the kind of answer that is wanted: `application/json`
    /// @throws BadInput if nobody answers
    public static HttpResponse call(Path socket, String method, String target, String accept, byte[] body) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            OutputStream out = Channels.newOutputStream(channel);
            String head = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nAccept: " + accept
                    + "\r\nContent-Length: " + body.length + "\r\nConnection: close\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.flush();
            HttpMessage message = HttpMessage.read(new BufferedInputStream(Channels.newInputStream(channel)),
                    MAX_ANSWER_BYTES, true);
            String[] words = message.start().split(" ", 3);
            if (words.length < 2 || !words[1].matches("[0-9]{3}")) {
                throw new IOException("it does not speak HTTP");
            }
            return new HttpResponse(Integer.parseInt(words[1]),
                    message.headers().getOrDefault("content-type", ""), message.body(),
                    new TreeMap<>(message.headers()), Optional.empty());
        } catch (IOException failure) {
            throw new BadInput("no agent answers on " + socket + ": " + DurableFiles.reason(failure) + ".",
                    "Start one (alidade agent), or name its socket with --node-socket.");
        }
    }
}
