package io.alidade.agent.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.net.UnixDomainPrincipal;

/// One request.
///
/// @param segments of the path, decoded: `/v1/pods` is `v1`, `pods`
/// @param query    parameters, the last of each name
/// @param headers  by name in small letters
/// @param peer        the user and group at the other end of a Unix socket, which the kernel names; absent on a network
/// @param certificate whose certificate the other end of a network has, checked; absent without one
public record HttpRequest(String method, List<String> segments, Map<String, String> query, Map<String, String> headers,
        byte[] body, Optional<UnixDomainPrincipal> peer, Optional<String> certificate) {
    public HttpRequest {
        segments = List.copyOf(segments);
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /// The same with another method.
    HttpRequest by(String other) {
        return new HttpRequest(other, segments, query, headers, body, peer, certificate);
    }

    /// The fields of a form that is the body, the last of each name.
    ///
    /// @throws IllegalArgumentException if it is none
    public Map<String, String> form() {
        return parameters(new String(body, StandardCharsets.UTF_8));
    }

    /// A header; empty if there is none.
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /// `a=1&b=2`, decoded.
    static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new HashMap<>();
        Arrays.stream(text.split("&", -1)).filter(part -> !part.isEmpty()).forEach(part -> {
            int equals = part.indexOf('=');
            parameters.put(decoded(equals < 0 ? part : part.substring(0, equals)),
                    equals < 0 ? "" : decoded(part.substring(equals + 1)));
        });
        return parameters;
    }

    static List<String> segments(String path) {
        return Arrays.stream(path.split("/", -1)).filter(segment -> !segment.isEmpty()).map(HttpRequest::decoded)
                .toList();
    }

    static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
