package io.alidade.agent.kubelet;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The HTTP interface of the kubelet of this node, read only. One connection serves one request after the other.
public final class KubeletApi implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(700);

    private final URI address;
    private final Optional<Path> token;
    private final Optional<Path> ca;
    private final HttpPeer kubelet;

    /// @param address `https://127.0.0.1:10250` or, where a kubelet still has it, `http://127.0.0.1:10255`
    /// @param token   a file with a bearer token; read at each request, for such tokens are renewed
    /// @param ca      a file with the certificates that sign the kubelet's own; likewise
    /// @throws BadInput if the address is none of HTTP
    public KubeletApi(URI address, Optional<Path> token, Optional<Path> ca) {
        this.address = address;
        this.token = token;
        this.ca = ca;
        this.kubelet = peer(PATIENCE);
    }

    /// Where it is asked.
    public URI address() {
        return address;
    }

    /// The same kubelet, which is given another time to answer.
    public HttpPeer peer(Duration patience) {
        return new HttpPeer("the kubelet", address, token, ca, patience);
    }

    /// The object that the kubelet answers with.
    ///
    /// @throws HttpPeer.Unanswered if it does not, or not in time
    /// @throws BadInput            if what it answers is no object
    public DocumentNode get(String path) throws HttpPeer.Unanswered {
        return DocumentReader.readOne(address.resolve(path).toString(), bytes(path));
    }

    /// What it answers, as it is.
    ///
    /// @throws HttpPeer.Unanswered if it does not, or not in time
    public byte[] bytes(String path) throws HttpPeer.Unanswered {
        return kubelet.get(path);
    }

    /// Gives the connection up; the next request opens another.
    @Override
    public void close() {
        kubelet.close();
    }
}
