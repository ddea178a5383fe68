package io.alidade.agent.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.access.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpPeerCipherTest {
    @TempDir
    Path folder;

    private static String answered(SSLServerSocket server) {
        try (SSLSocket socket = (SSLSocket) server.accept()) {
            socket.startHandshake();
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(
                    StandardCharsets.US_ASCII));
            return socket.getSession().getCipherSuite();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    // A server of Go follows its client in this, as this one is told to.
    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, TLS_CHACHA20_POLY1305_SHA256", "TLSv1.2, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"})
    void get_serverThatFollowsItsClient_takesWhatCostsLeast(String protocol, String cipher)
            throws IOException, GeneralSecurityException, HttpPeer.Unanswered {
        Certificates.make(folder, "server", "EC");
        try (SSLServerSocket server = (SSLServerSocket) Certificates.client(folder, "server", "server")
                .getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SSLParameters parameters = server.getSSLParameters();
            parameters.setUseCipherSuitesOrder(false);
            parameters.setProtocols(new String[] {protocol});
            server.setSSLParameters(parameters);
            CompletableFuture<String> taken = CompletableFuture.supplyAsync(() -> answered(server));
            try (HttpPeer peer = new HttpPeer("the kubelet", URI.create("https://127.0.0.1:" + server.getLocalPort()),
                    Optional.empty(), Optional.of(folder.resolve("server.crt")), Duration.ofSeconds(20))) {
                assertThat(peer.get("/pods")).isEmpty();
            }
            assertThat(taken.join()).isEqualTo(cipher);
        }
    }
}
