package io.alidade.agent.http;

import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// One answer.
///
/// @param headers beside those that every answer has, by name
/// @param stream  writes what comes after the body, as long as it likes; absent of an answer that is whole
public record HttpResponse(int status, String contentType, byte[] body, SortedMap<String, String> headers,
        Optional<Stream> stream) {
    public static final int OK = 200;
    public static final int CREATED = 201;
    public static final int SEE_OTHER = 303;
    public static final int BAD_REQUEST = 400;
    public static final int UNAUTHORIZED = 401;
    public static final int FORBIDDEN = 403;
    public static final int NOT_FOUND = 404;
    public static final int METHOD_NOT_ALLOWED = 405;
    public static final int TOO_LARGE = 413;
    public static final int INTERNAL = 500;
    public static final int UNAVAILABLE = 503;

    public HttpResponse {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }

    /// An answer that is whole, without headers of its own.
    public HttpResponse(int status, String contentType, byte[] body) {
        this(status, contentType, body, Collections.emptySortedMap(), Optional.empty());
    }

    /// Writes for as long as the other end listens. It has a thread of its own, and counts no more among the requests that are served
    /// at once: whoever makes it bounds how many there are.
    public interface Stream extends AutoCloseable {
        /// Writes.
        ///
        /// @throws IOException if the other end is gone
        void write(Sink sink) throws IOException, InterruptedException;

        /// It has ended, or was never begun.
        @Override
        void close();
    }

    /// Where a stream is written.
    public interface Sink {
        /// Writes all of it.
        ///
        /// @throws IOException if the other end is gone, or takes nothing for ten seconds
        void write(byte[] bytes) throws IOException;
    }

    /// An answer that goes on.
    public static HttpResponse streaming(String contentType, Stream stream) {
        return new HttpResponse(OK, contentType, new byte[0], Collections.emptySortedMap(), Optional.of(stream));
    }

    /// The same with a header more, or with another value of it.
    public HttpResponse with(String name, String value) {
        SortedMap<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new HttpResponse(status, contentType, body, more, stream);
    }

    /// A JSON document.
    public static HttpResponse json(int status, Value document) {
        return new HttpResponse(status, "application/json",
                DocumentWriter.toJson(document).getBytes(StandardCharsets.UTF_8));
    }

    /// A text.
    public static HttpResponse text(int status, String text) {
        return new HttpResponse(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /// A page.
    public static HttpResponse html(int status, String page) {
        return new HttpResponse(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }

    /// What is wrong with a request, and the cure.
    public static HttpResponse problem(int status, String message, String cure) {
        return json(status, Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "Problem")
                .with("message", message).with("cure", cure).build());
    }

    static String phrase(int status) {
        return switch (status) {
            case OK -> "OK";
            case CREATED -> "Created";
            case SEE_OTHER -> "See Other";
            case BAD_REQUEST -> "Bad Request";
            case UNAUTHORIZED -> "Unauthorized";
            case FORBIDDEN -> "Forbidden";
            case NOT_FOUND -> "Not Found";
            case METHOD_NOT_ALLOWED -> "Method Not Allowed";
            case TOO_LARGE -> "Content Too Large";
            case UNAVAILABLE -> "Service Unavailable";
            default -> "Internal Server Error";
        };
    }
}
