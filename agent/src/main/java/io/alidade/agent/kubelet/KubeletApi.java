package io.alidade.agent.kubelet;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The HTTP interface of the kubelet of this node, read only.
///
/// @param address `https://127.0.0.1:10250` or, where a kubelet still has it, `http://127.0.0.1:10255`
/// @param token   a file with a bearer token; read at each request, for such tokens are renewed
/// @param ca      a file with the certificates that sign the kubelet's own
public record KubeletApi(URI address, Optional<Path> token, Optional<Path> ca) {
    private static final String WHO = "the kubelet";
    private static final Duration PATIENCE = Duration.ofMillis(700);

    /// The kubelet does not answer, not in time, or not this question.
    public static final class Unanswered extends Exception {
        private static final long serialVersionUID = 1L;

        private Unanswered(HttpPeer.Unanswered reason) {
            super(reason.getMessage());
        }
    }

    /// @throws BadInput if the address is none of HTTP
    public KubeletApi {
        if (!("http".equals(address.getScheme()) || "https".equals(address.getScheme())) || address.getHost() == null) {
            throw new BadInput("the kubelet's address is '" + address + "', which is none.",
                    "Write https://HOST:10250.");
        }
    }

    /// The object that the kubelet answers with.
    ///
    /// @throws Unanswered if it does not, or not in time
    /// @throws BadInput   if what it answers is no object
    public DocumentNode get(String path) throws Unanswered {
        try (HttpPeer peer = peer(PATIENCE)) {
            return DocumentReader.readOne(address.resolve(path).toString(), peer.get(path));
        } catch (HttpPeer.Unanswered unanswered) {
            throw new Unanswered(unanswered);
        }
    }

    /// The kubelet as somebody who is asked again and again.
    public HttpPeer peer(Duration patience) {
        return new HttpPeer(WHO, address, token, ca, patience);
    }
}
