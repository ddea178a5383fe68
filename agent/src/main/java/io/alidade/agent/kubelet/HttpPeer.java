package io.alidade.agent.kubelet;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DurableFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
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
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/// Somebody who is asked by HTTP again and again over one connection: a kubelet, an API server.
///
/// For any thread: who asks while another's question is open has a connection of their own.
///
/// The token is read at each request, and the certificates again when the file has others, for both are renewed.
public final class HttpPeer implements AutoCloseable {
    private static final int FIRST_ERROR = 300;
    private static final byte[] NOTHING = {};

    private final String who;
    private final URI address;
    private final Optional<Path> token;
    private final Optional<Path> ca;
    private final Duration patience;
    private final Set<HttpConnection> open = new HashSet<>();
    private Optional<HttpConnection> idle = Optional.empty();
    private Optional<SSLSocketFactory> tls = Optional.empty();
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
        AnswerBytes answer = new AnswerBytes();
        get(path, answer);
        return answer.copy();
    }

    /// Takes what it answers into room that is there.
    ///
    /// @throws Unanswered if it does not, or not in time
    public void get(String path, AnswerBytes answer) throws Unanswered {
        URI place = address.resolve(path);
        told(place, () -> {
            Optional<HttpConnection> idle = takeIdle();
            String head = head("GET", place);
            if (idle.isPresent()) {
                try {
                    return exchange(idle.get(), head, NOTHING, answer);
                } catch (IOException failure) {
                    // It may have closed what it was not asked on for a while; then it has said nothing at all.
                    if (idle.get().hasAnswered() || failure instanceof SocketTimeoutException) {
                        throw failure;
                    }
                }
            }
            return exchange(connect(), head, NOTHING, answer);
        });
    }

    /// Hands it a JSON document. It is handed once: the connection is a new one, which has not been closed meanwhile.
    ///
    /// @return what it answers
    /// @throws Unanswered if it does not, or not in time
    public byte[] post(String path, String json) throws Unanswered {
        URI place = address.resolve(path);
        AnswerBytes answer = new AnswerBytes();
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        told(place, () -> exchange(connect(), head("POST", place) + "Content-Type: application/json\r\nContent-Length: "
                + body.length + "\r\n", body, answer));
        return answer.copy();
    }

    /// A request that is sent; gives the status of the answer.
    private interface Question {
        int ask() throws IOException, GeneralSecurityException;
    }

    private void told(URI place, Question question) throws Unanswered {
        try {
            int status = question.ask();
            if (status >= FIRST_ERROR) {
                throw new Unanswered(who, place, "it answers with status " + status);
            }
        } catch (IOException failure) {
            throw new Unanswered(who, place, DurableFiles.reason(failure));
        } catch (GeneralSecurityException failure) {
            throw new Unanswered(who, place, String.valueOf(failure.getMessage()));
        }
    }

    private String head(String method, URI place) throws IOException {
        StringBuilder head = new StringBuilder(method).append(' ').append(place.getRawPath());
        if (place.getRawQuery() != null) {
            head.append('?').append(place.getRawQuery());
        }
        head.append(" HTTP/1.1\r\nHost: ").append(place.getRawAuthority()).append("\r\nUser-Agent: alidade\r\n");
        if (token.isPresent()) {
            String secret = Files.readString(token.get()).strip();
            if (secret.chars().anyMatch(each -> each < ' ' || each > '~')) {
                throw new IOException(
                        "the token in " + token.get() + " is none: it has more than letters, digits and signs");
            }
            head.append("Authorization: Bearer ").append(secret).append("\r\n");
        }
        return head.toString();
    }

    /// Asks on a connection, which waits for the next question if it may.
    private int exchange(HttpConnection connection, String head, byte[] body, AnswerBytes answer) throws IOException {
        try {
            return connection.exchange(head, body, answer, patience);
        } finally {
            settle(connection);
        }
    }

    private synchronized Optional<HttpConnection> takeIdle() throws IOException, GeneralSecurityException {
        followCertificates();
        Optional<HttpConnection> taken = idle;
        idle = Optional.empty();
        return taken;
    }

    private HttpConnection connect() throws IOException, GeneralSecurityException {
        HttpConnection connection = HttpConnection.open(address, factory(), patience);
        synchronized (this) {
            open.add(connection);
        }
        return connection;
    }

    private synchronized void settle(HttpConnection connection) {
        if (connection.staysOpen() && idle.isEmpty() && open.contains(connection)) {
            idle = Optional.of(connection);
        } else {
            open.remove(connection);
            connection.close();
        }
    }

    /// Absent for `http`: what a machine trusts takes memory to know.
    private synchronized Optional<SSLSocketFactory> factory() throws IOException, GeneralSecurityException {
        if ("http".equals(address.getScheme())) {
            return Optional.empty();
        }
        followCertificates();
        return tls.or(() -> Optional.of((SSLSocketFactory) SSLSocketFactory.getDefault()));
    }

    private synchronized void followCertificates() throws IOException, GeneralSecurityException {
        if (ca.isEmpty()) {
            return;
        }
        byte[] certificates = Files.readAllBytes(ca.get());
        if (tls.isEmpty() || !Arrays.equals(certificates, trusted)) {
            close();
            tls = Optional.of(trusting(certificates).getSocketFactory());
            trusted = certificates;
        }
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

    /// Ends what is asked at the moment; the next request opens another connection.
    @Override
    public synchronized void close() {
        open.forEach(HttpConnection::close);
        open.clear();
        idle = Optional.empty();
    }
}
