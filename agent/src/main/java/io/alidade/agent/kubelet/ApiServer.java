package io.alidade.agent.kubelet;

import io.alidade.kube.document.BadInput;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The API server of a cluster, as a program reaches it.
///
/// @param token a file with a bearer token
/// @param ca    a file with the certificates that sign the server's own, in PEM
public record ApiServer(URI address, Optional<Path> token, Optional<Path> ca) {
    /// What is written instead of an address for the server of the cluster in whose pod this runs.
    public static final String IN_CLUSTER = "in-cluster";

    private static final Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    /// Reads an address, or takes what Kubernetes gives every pod.
    ///
    /// @param environment for `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT`
    /// @throws BadInput if it is no address, or there is no cluster
    public static ApiServer parse(String text, Optional<Path> token, Optional<Path> ca,
            Map<String, String> environment) {
        if (!text.equals(IN_CLUSTER)) {
            return new ApiServer(uri(text), token, ca);
        }
        String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        if (host.isEmpty()) {
            throw new BadInput("the API server is to be that of the cluster, and this is no pod of one:"
                    + " KUBERNETES_SERVICE_HOST is not set.", "Write its address, https://HOST:6443.");
        }
        String address = host.contains(":") ? "[" + host + "]" : host;
        return new ApiServer(
                uri("https://" + address + ":" + environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443")),
                Optional.of(token.orElse(SERVICE_ACCOUNT.resolve("token"))),
                Optional.of(ca.orElse(SERVICE_ACCOUNT.resolve("ca.crt"))));
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException _) {
            throw new BadInput("the API server's address is '" + text + "', which is none.",
                    "Write https://HOST:6443, or " + IN_CLUSTER + ".");
        }
    }

    /// The server as somebody who is asked again and again.
    ///
    /// @throws BadInput if the address is none of HTTP
    public HttpPeer peer(Duration patience) {
        return new HttpPeer("the API server", address, token, ca, patience);
    }
}
