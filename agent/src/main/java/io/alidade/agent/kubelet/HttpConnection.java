package io.alidade.agent.kubelet;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// A connection to a server of HTTP/1.1, which answers one request after the other.
final class HttpConnection implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 << 10;
    private static final int MAX_LINE_BYTES = 8 << 10;
    private static final int MAX_HEADERS = 100;
    private static final int FIRST_FINAL_STATUS = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final Pattern START = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern CHUNK_LENGTH = Pattern.compile("([0-9a-fA-F]{1,8})[ \t]*(;.*)?");

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private boolean staysOpen = true;
    private boolean hasAnswered;
    private long deadline;

    /// The first line of an answer and those that say how its body is sent.
    private record Head(int status, Optional<Long> length, boolean isChunked, boolean closes) {
        boolean hasBody() {
            return status != NO_CONTENT && status != NOT_MODIFIED;
        }
    }

    private HttpConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(new Timed(socket.getInputStream()), BUFFER_BYTES);
        this.out = socket.getOutputStream();
    }

    /// Connects.
    ///
    /// @param tls      how `https` is spoken; absent for `http`
    /// @param patience until it is connected
    /// @throws IOException if nobody is there, or it has no certificate that is trusted, for this host
    static HttpConnection open(URI address, Optional<SSLSocketFactory> tls, Duration patience) throws IOException {
        boolean isSecret = tls.isPresent();
        String host = address.getHost().replaceAll("[\\[\\]]", "");
        int port = address.getPort() >= 0 ? address.getPort() : isSecret ? 443 : 80;
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.connect(new InetSocketAddress(host, port), millis(patience.toNanos()));
            if (!isSecret) {
                return new HttpConnection(plain);
            }
            plain.setSoTimeout(millis(patience.toNanos()));
            if (!(tls.get().createSocket(plain, host, port, true) instanceof SSLSocket secret)) {
                throw new IOException("there is no TLS");
            }
            SSLParameters parameters = secret.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setCipherSuites(cheapFirst(parameters.getCipherSuites()));
            secret.setSSLParameters(parameters);
            secret.startHandshake();
            return new HttpConnection(secret);
        } catch (IOException failure) {
            plain.close();
            throw failure;
        }
    }

    /// An agent is compiled by the first compiler alone, which knows nothing of the processor's instructions for AES: without them
    /// ChaCha20 takes a quarter of its time. A server of Go takes what its client names first.
    private static String[] cheapFirst(String[] suites) {
        return Arrays.stream(suites).sorted(Comparator.comparing(suite -> !suite.contains("_CHACHA20_")))
                .toArray(String[]::new);
    }

    /// Sends a request, and takes the answer's body.
    ///
    /// @param head     request line and headers, each with its line end
    /// @param patience until the answer is there
    /// @return the answer's status
    /// @throws IOException if there is none
    int exchange(String head, byte[] body, AnswerBytes answer, Duration patience) throws IOException {
        hasAnswered = false;
        deadline = System.nanoTime() + patience.toNanos();
        staysOpen = false;
        byte[] begin = (head + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = new byte[begin.length + body.length];
        System.arraycopy(begin, 0, request, 0, begin.length);
        System.arraycopy(body, 0, request, begin.length, body.length);
        out.write(request);
        out.flush();
        Head told = head();
        while (told.status < FIRST_FINAL_STATUS) {
            told = head();
        }
        answer.clear();
        boolean hasEnd = true;
        if (told.hasBody()) {
            if (told.isChunked) {
                readChunks(answer);
            } else if (told.length.isPresent()) {
                answer.add(in, told.length.get());
            } else {
                answer.addAll(in);
                hasEnd = false;
            }
        }
        staysOpen = hasEnd && !told.closes;
        return told.status;
    }

    /// Whether the other end has said anything to the last request.
    boolean hasAnswered() {
        return hasAnswered;
    }

    /// Whether another request may follow.
    boolean staysOpen() {
        return staysOpen;
    }

    private Head head() throws IOException {
        var start = START.matcher(line());
        if (!start.matches()) {
            throw new IOException("it does not speak HTTP");
        }
        Optional<Long> length = Optional.empty();
        boolean isChunked = false;
        boolean closes = false;
        for (String[] header : headers()) {
            switch (header[0]) {
                case "content-length" -> {
                    if (!LENGTH.matcher(header[1]).matches()) {
                        throw new IOException("the length of its answer is '" + header[1] + "'");
                    }
                    length = Optional.of(Long.parseLong(header[1]));
                }
                case "transfer-encoding" -> {
                    if (!header[1].equalsIgnoreCase("chunked")) {
                        throw new IOException("its answer is encoded as '" + header[1] + "'");
                    }
                    isChunked = true;
                }
                case "connection" -> closes = header[1].equalsIgnoreCase("close");
                default -> {
                    // Nothing that matters for how the body is sent.
                }
            }
        }
        return new Head(Integer.parseInt(start.group(1)), length, isChunked, closes);
    }

    /// Names, in small letters, with their values.
    private List<String[]> headers() throws IOException {
        List<String[]> headers = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon <= 0 || headers.size() == MAX_HEADERS) {
                throw new IOException(colon <= 0 ? "it does not speak HTTP" : "its answer has too many headers");
            }
            headers.add(new String[] {line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                line.substring(colon + 1).strip()});
        }
        return headers;
    }

    private void readChunks(AnswerBytes answer) throws IOException {
        while (true) {
            var length = CHUNK_LENGTH.matcher(line());
            if (!length.matches()) {
                throw new IOException("its answer is cut into pieces without a length");
            }
            long bytes = Long.parseLong(length.group(1), 16);
            if (bytes == 0) {
                List<String[]> _ = headers();
                return;
            }
            answer.add(in, bytes);
            if (!line().isEmpty()) {
                throw new IOException("a piece of its answer is longer than it says");
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            if (line.length() == MAX_LINE_BYTES) {
                throw new IOException("a line of its answer is too long");
            }
            line.append((char) next);
        }
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
    }

    private static int millis(long nanos) {
        return Math.clamp(nanos / 1_000_000, 1, Integer.MAX_VALUE);
    }

    /// What comes, until the answer should be there.
    private final class Timed extends InputStream {
        private final InputStream all;

        Timed(InputStream all) {
            this.all = all;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new SocketTimeoutException("it takes too long");
            }
            socket.setSoTimeout(millis(left));
            int read = all.read(bytes, from, count);
            hasAnswered |= read > 0;
            return read;
        }
    }

    @Override
    public void close() {
        staysOpen = false;
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone.
        }
    }
}
