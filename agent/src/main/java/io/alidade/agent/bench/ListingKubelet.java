package io.alidade.agent.bench;

import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// A kubelet that only lists its pods. It has its answer at hand: what a kubelet takes is not the agent's.
record ListingKubelet(HttpServer server) implements AutoCloseable {
    /// Serves so many pods, from the first on.
    static ListingKubelet of(int pods) throws IOException {
        HttpResponse list = NriLoad.kubelet(0, pods);
        return new ListingKubelet(HttpServer.onAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                _ -> list));
    }

    /// For `--kubelet-api`.
    String api() throws IOException {
        return "http://127.0.0.1:" + ((InetSocketAddress) server.address()).getPort();
    }

    @Override
    public void close() {
        server.close();
    }
}
