package io.alidade.agent.kubelet;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DurableFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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

/// The HTTP interface of the kubelet of this node, read only. One connection serves one request after the other.
public final class KubeletApi implements AutoCloseable {
    private static final int HTTP_OK = 200;
    private static final Duration PATIENCE = Duration.ofMillis(700);
    private static final byte[] OF_THE_MACHINE = new byte[0];

    private final URI address;
    private final Optional<Path> token;
    private final Optional<Path> ca;
    private Optional<Connection> connection = Optional.empty();

    /// A client that trusts certain certificates.
    private record Connection(byte[] trusted, HttpClient client) {}

    /// The kubelet does not answer, not in time, or not this question.
    public static final class Unanswered extends Exception {
        private static final long serialVersionUID = 1L;

        private Unanswered(URI place, String reason) {
            super("the kubelet cannot be asked at " + place + ": " + reason);
        }
    }

    /// @param address `https://127.0.0.1:10250` or, where a kubelet still has it, `http://127.0.0.1:10255`
    /// @param token   a file with a bearer token; read at each request, for such tokens are renewed
    /// @param ca      a file with the certificates that sign the kubelet's own; likewise
    /// @throws BadInput if the address is none of HTTP
    public KubeletApi(URI address, Optional<Path> token, Optional<Path> ca) {
        if (!("http".equals(address.getScheme()) || "https".equals(address.getScheme())) || address.getHost() == null) {
            throw new BadInput("the kubelet's address is '" + address + "', which is none.",
                    "Write https://HOST:10250.");
        }
        this.address = address;
        this.token = token;
        this.ca = ca;
    }

    /// Where it is asked.
    public URI address() {
        return address;
    }

    /// The object that the kubelet answers with.
    ///
    /// @throws Unanswered if it does not, or not in time
    /// @throws BadInput   if what it answers is no object
    public DocumentNode get(String path) throws Unanswered {
        URI place = address.resolve(path);
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(place).timeout(PATIENCE);
            if (token.isPresent()) {
                request.header("Authorization", "Bearer " + Files.readString(token.get()).strip());
            }
            HttpResponse<InputStream> response = client().send(request.build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] bytes = body.readNBytes(DocumentReader.MAX_BYTES + 1);
                if (response.statusCode() != HTTP_OK) {
                    throw new Unanswered(place, "it answers with status " + response.statusCode());
                }
                return DocumentReader.readOne(place.toString(), bytes);
            }
        } catch (IOException failure) {
            throw new Unanswered(place, DurableFiles.reason(failure));
        } catch (GeneralSecurityException failure) {
            throw new Unanswered(place, String.valueOf(failure.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Unanswered(place, "the agent ends");
        }
    }

    private synchronized HttpClient client() throws IOException, GeneralSecurityException {
        byte[] trusted = ca.isPresent() ? Files.readAllBytes(ca.get()) : OF_THE_MACHINE;
        Optional<Connection> known = connection.filter(open -> Arrays.equals(open.trusted(), trusted));
        if (known.isPresent()) {
            return known.get().client();
        }
        close();
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(PATIENCE)
                .version(HttpClient.Version.HTTP_1_1);
        if (ca.isPresent()) {
            client.sslContext(trusting(trusted));
        }
        Connection opened = new Connection(trusted, client.build());
        connection = Optional.of(opened);
        return opened.client();
    }

    /// Gives the connection up; the next request opens another.
    @Override
    public synchronized void close() {
        connection.ifPresent(open -> open.client().shutdownNow());
        connection = Optional.empty();
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
}
