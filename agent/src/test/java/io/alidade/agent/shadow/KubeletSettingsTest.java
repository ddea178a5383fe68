package io.alidade.agent.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Samples;
import io.alidade.agent.http.HttpRequest;
import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.HttpServer;
import io.alidade.agent.kubelet.HttpPeer;
import io.alidade.engine.settings.KubeletVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeletSettingsTest {
    private static final String TOLD = "{\"kubeletconfig\": {\"topologyManagerPolicy\": \"restricted\"}}";

    @TempDir
    Path folder = Path.of("");

    private volatile boolean isTelling;

    private HttpResponse answer(HttpRequest request) {
        return isTelling && request.segments().getLast().equals("configz")
                ? HttpResponse.text(HttpResponse.OK, TOLD)
                : HttpResponse.text(HttpResponse.FORBIDDEN, "");
    }

    /// Its file may say something else than its options.
    @Test
    void configuration_ofAKubeletThatHasToldIt_isNotTakenFromItsFileLater() throws Exception {
        Files.writeString(folder.resolve("config.yaml"), """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                topologyManagerPolicy: best-effort
                """);
        try (HttpServer server = HttpServer.onAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                this::answer);
                HttpPeer kubelet = new HttpPeer("the kubelet",
                        URI.create("http://127.0.0.1:" + ((InetSocketAddress) server.address()).getPort()),
                        Optional.empty(), Optional.empty(), Duration.ofSeconds(30))) {
            KubeletSettings settings = new KubeletSettings(Samples.node().found(), Optional.empty(),
                    Optional.of(KubeletVersion.DEFAULT), kubelet, folder);
            assertThat(policy(settings)).isEqualTo("best-effort");
            isTelling = true;
            assertThat(policy(settings)).isEqualTo("restricted");
            isTelling = false;
            assertThat(policy(settings)).isEqualTo("restricted");
        }
    }

    private static String policy(KubeletSettings settings) throws HttpPeer.Unanswered {
        return settings.read().configuration().topologyManagerPolicy();
    }
}
