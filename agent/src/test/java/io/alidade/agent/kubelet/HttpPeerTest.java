package io.alidade.agent.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A peer whose every byte is chosen here.
class HttpPeerTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final Deque<List<String>> connections = new ArrayDeque<>();
    private final ServerSocket server = listening();
    private final HttpPeer peer = new HttpPeer("the kubelet", URI.create("http://127.0.0.1:" + server.getLocalPort()),
            Optional.empty(), Optional.empty(), Duration.ofMinutes(1));

    private static ServerSocket listening() {
        try {
            return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /// Serves connections one after the other: each answers so many requests, then is closed.
    private void serve(List<String> first, List<String> second) {
        serveAll(List.of(first, second));
    }

    private void serveAll(List<List<String>> answers) {
        connections.addAll(answers);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (!connections.isEmpty()) {
                    try (Socket socket = server.accept()) {
                        answer(socket, connections.removeFirst());
                    }
                }
            } catch (IOException _) {
                // The test is over.
            }
        });
    }

    private void answer(Socket socket, List<String> answers) throws IOException {
        BufferedReader in = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        for (String answer : answers) {
            String start = in.readLine();
            for (String line = start; line != null && !line.isEmpty(); line = in.readLine()) {
                // Headers.
            }
            asked.add(String.valueOf(start));
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        }
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
        server.close();
    }

    private String get(String path) throws HttpPeer.Unanswered {
        return new String(peer.get(path), StandardCharsets.US_ASCII);
    }

    @Test
    void answers_withALengthOrInPieces_areReadOverOneConnection() throws Exception {
        serve(List.of(OK + "Content-Length: 3\r\n\r\none",
                OK + "transfer-encoding: Chunked\r\n\r\n3;x=y\r\ntwo\r\nA\r\n and three\r\n0\r\nTrailer: 1\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"), List.of());

        assertThat(get("/a")).isEqualTo("one");
        assertThat(get("/b?c=d")).isEqualTo("two and three");
        assertThat(get("/e")).isEmpty();
        assertThat(asked).containsExactly("GET /a HTTP/1.1", "GET /b?c=d HTTP/1.1", "GET /e HTTP/1.1");
    }

    @Test
    void answer_toItsEnd_isWholeAndIsTheLastOfItsConnection() throws Exception {
        serve(List.of(OK + "\r\nto the end"), List.of(OK + "Connection: close\r\nContent-Length: 1\r\n\r\n2"));

        assertThat(get("/1")).isEqualTo("to the end");
        assertThat(get("/2")).isEqualTo("2");
    }

    @Test
    void connection_thatWasClosedMeanwhile_isFollowedByAnother() throws Exception {
        serve(List.of(OK + "Content-Length: 1\r\n\r\n1"), List.of(OK + "Content-Length: 1\r\n\r\n2"));

        assertThat(get("/1")).isEqualTo("1");
        assertThat(get("/2")).isEqualTo("2");
        assertThat(asked).hasSize(2);
    }

    @Test
    void answers_thatAreNone_areToldAsSuch() {
        List<String> wrong = List.of("SSH-2.0\r\n\r\n", OK + "Content-Length: -1\r\n\r\n",
                OK + "Content-Length: 2\r\n\r\n1",
                OK + "Transfer-Encoding: gzip\r\n\r\n", OK + "Transfer-Encoding: chunked\r\n\r\nx\r\n",
                OK + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", OK + "Content-Length: 99999999\r\n\r\n",
                OK + "no header\r\n\r\n", OK + "a: " + "b".repeat(9_000) + "\r\n\r\n",
                "HTTP/1.1 403 Forbidden\r\n\r\n");
        serveAll(wrong.stream().map(List::of).toList());

        for (String _ : wrong) {
            assertThatExceptionOfType(HttpPeer.Unanswered.class).isThrownBy(() -> get("/pods"))
                    .withMessageStartingWith("the kubelet cannot be asked at http://127.0.0.1:");
        }
        assertThat(asked).hasSize(wrong.size());
    }
}
