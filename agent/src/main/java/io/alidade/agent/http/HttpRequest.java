package io.alidade.agent.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.net.UnixDomainPrincipal;

/// One request.
///
/// @param segments of the path, decoded: `/v1/pods` is `v1`, `pods`
/// @param query    parameters, the last of each name
/// @param headers  by name in small letters
/// @param peer     the user and group at the other end of a Unix socket, which the kernel names; absent on a network
public record HttpRequest(String method, List<String> segments, Map<String, String> query, Map<String, String> headers,
        byte[] body, Optional<UnixDomainPrincipal> peer) {
    public HttpRequest {
        segments = List.copyOf(segments);
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    static List<String> segments(String path) {
        return Arrays.stream(path.split("/", -1)).filter(segment -> !segment.isEmpty()).map(HttpRequest::decoded)
                .toList();
    }

    static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
