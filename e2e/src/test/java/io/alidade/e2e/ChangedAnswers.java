package io.alidade.e2e;

import io.alidade.agent.http.HttpRequest;
import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.HttpServer;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Value;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A kubelet's answers, handed on, but for one pod: of that it is said that it was refused.
final class ChangedAnswers implements AutoCloseable {
    private final String kubelet;
    private final String pod;
    private final HttpServer server;

    /// @param kubelet its address
    /// @param pod     as the kubelet calls it
    ChangedAnswers(String kubelet, String pod) throws IOException {
        this.kubelet = kubelet;
        this.pod = pod;
        this.server = HttpServer.onAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::answer);
    }

    String address() throws IOException {
        return "http://127.0.0.1:" + ((InetSocketAddress) server.address()).getPort();
    }

    private HttpResponse answer(HttpRequest request) {
        String path = "/" + String.join("/", request.segments());
        try (InputStream answer = URI.create(kubelet + path).toURL().openStream()) {
            byte[] bytes = answer.readAllBytes();
            return HttpResponse.text(HttpResponse.OK,
                    path.equals("/pods") ? changed(DocumentReader.readOne(path, bytes))
                            : new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException failure) {
            return HttpResponse.text(HttpResponse.NOT_FOUND, failure.toString());
        }
    }

    private String changed(DocumentNode list) {
        List<Value> items = new ArrayList<>();
        for (Fields item : Fields.of(DocumentReader.mapping(list)).objects("items")) {
            Map<String, Value> fields = new LinkedHashMap<>(((Value.Mapping) Value.of(item.mapping())).fields());
            boolean isDecided = item.object("status").filter(status -> status.has("startTime")).isPresent();
            if (isDecided && item.object("metadata").flatMap(metadata -> metadata.string("name")).filter(pod::equals)
                    .isPresent()) {
                fields.put("status", Value.mapping().with("phase", "Failed").with("reason", "TopologyAffinityError")
                        .with("message", "Pod was rejected: Resources cannot be allocated with Topology locality")
                        .build());
            }
            items.add(new Value.Mapping(fields));
        }
        return DocumentWriter.toCompactJson(Value.mapping().with("items", Value.sequence(items)).build());
    }

    @Override
    public void close() {
        server.close();
    }
}
