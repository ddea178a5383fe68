package io.alidade.agent.http;

import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Value;
import java.nio.charset.StandardCharsets;

/// One answer.
public record HttpResponse(int status, String contentType, byte[] body) {
    public static final int OK = 200;
    public static final int CREATED = 201;
    public static final int BAD_REQUEST = 400;
    public static final int FORBIDDEN = 403;
    public static final int NOT_FOUND = 404;
    public static final int METHOD_NOT_ALLOWED = 405;
    public static final int TOO_LARGE = 413;
    public static final int INTERNAL = 500;
    public static final int UNAVAILABLE = 503;

    /// A JSON document.
    public static HttpResponse json(int status, Value document) {
        return new HttpResponse(status, "application/json",
                DocumentWriter.toJson(document).getBytes(StandardCharsets.UTF_8));
    }

    /// A text.
    public static HttpResponse text(int status, String text) {
        return new HttpResponse(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
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
            case BAD_REQUEST -> "Bad Request";
            case FORBIDDEN -> "Forbidden";
            case NOT_FOUND -> "Not Found";
            case METHOD_NOT_ALLOWED -> "Method Not Allowed";
            case TOO_LARGE -> "Content Too Large";
            case UNAVAILABLE -> "Service Unavailable";
            default -> "Internal Server Error";
        };
    }
}
