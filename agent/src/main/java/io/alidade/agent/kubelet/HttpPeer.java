package io.alidade.agent.kubelet;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DurableFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Somebody who is asked by HTTP again and again over one connection: a kubelet, an API server.
///
/// The token is read at each request, and the certificates again when the file has others, for both are renewed.
public final class HttpPeer implements AutoCloseable {
    private static final int FIRST_ERROR = 300;

    private final String who;
    private final URI address;
    private final Optional<Path> token;
    private final Optional<Path> ca;
    private final Duration patience;
    private Optional<HttpClient> client = Optional.empty();
    private byte[] trusted = {};

    /// It does not answer, not in time, or not this question.
    public static final class Unanswered extends Exception {
        private static final long serialVersionUID = 1L;

        Unanswered(String who, URI place, String reason) {
            super(who + " cannot be asked at " + place + ": " + reason);
        }
    }

    /// @param who     for messages: `the kubelet`
    /// @param address `https://HOST:PORT`
    /// @param token   a file with a bearer token
    /// @param ca      a file with the certificates that sign the peer's own, in PEM
    /// @throws BadInput if the address is none of HTTP
    public HttpPeer(String who, URI address, Optional<Path> token, Optional<Path> ca, Duration patience) {
        if (!("http".equals(address.getScheme()) || "https".equals(address.getScheme())) || address.getHost() == null) {
            throw new BadInput("the address of " + who + " is '" + address + "', which is none.",
                    "Write https://HOST:10250 of a kubelet, https://HOST:6443 of an API server.");
        }
        this.who = who;
        this.address = address;
        this.token = token;
        this.ca = ca;
        this.patience = patience;
    }

    /// What it answers.
    ///
    /// @throws Unanswered if it does not, or not in time
    public byte[] get(String path) throws Unanswered {
        URI place = address.resolve(path);
        return send(place, HttpRequest.newBuilder(place).GET());
    }

    /// Hands it a JSON document.
    ///
    /// @return what it answers
    /// @throws Unanswered if it does not, or not in time
    public byte[] post(String path, String json) throws Unanswered {
        URI place = address.resolve(path);
        return send(place, HttpRequest.newBuilder(place).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json, StandardCharsets.UTF_8)));
    }

    private byte[] send(URI place, HttpRequest.Builder request) throws Unanswered {
        try {
            request.timeout(patience);
            if (token.isPresent()) {
                request.header("Authorization", "Bearer " + Files.readString(token.get()).strip());
            }
            HttpResponse<InputStream> response = client().send(request.build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] bytes = body.readNBytes(DocumentReader.MAX_BYTES + 1);
                if (response.statusCode() >= FIRST_ERROR) {
                    throw new Unanswered(who, place, "it answers with status " + response.statusCode());
                }
                return bytes;
            }
        } catch (IOException failure) {
            throw new Unanswered(who, place, DurableFiles.reason(failure));
        } catch (GeneralSecurityException failure) {
            throw new Unanswered(who, place, String.valueOf(failure.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Unanswered(who, place, "the agent ends");
        }
    }

    private synchronized HttpClient client() throws IOException, GeneralSecurityException {
        byte[] certificates = ca.isPresent() ? Files.readAllBytes(ca.get()) : new byte[0];
        if (client.isPresent() && Arrays.equals(certificates, trusted)) {
            return client.get();
        }
        close();
        HttpClient.Builder made = HttpClient.newBuilder().connectTimeout(patience)
                .version(HttpClient.Version.HTTP_1_1);
        if (ca.isPresent()) {
            made.sslContext(trusting(certificates));
        }
        HttpClient next = made.build();
        client = Optional.of(next);
        trusted = certificates;
        return next;
    }

    private static SSLContext trusting(byte[] certificates) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        Collection<? extends Certificate> read = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(certificates));
        for (Certificate certificate : read) {
            trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    @Override
    public synchronized void close() {
        client.ifPresent(HttpClient::shutdownNow);
        client = Optional.empty();
    }
}
