package io.alidade.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.api.AskPaths;
import io.alidade.agent.api.Explanations;
import io.alidade.agent.decision.DecisionHistory;
import io.alidade.agent.http.HttpServer;
import io.alidade.agent.journal.Recollection;
import io.alidade.engine.device.Device;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineReader;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.FoundNode;
import io.alidade.view.page.NodeStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Pictures of the page to look at, and how long it takes and how much it is: `-Dalidade.page.shots=FOLDER`.
@EnabledIfSystemProperty(named = "alidade.page.shots", matches = ".+")
class PageShots {
    private static final System.Logger LOG = System.getLogger(PageShots.class.getName());
    private static final String GPU_SERVER = """
            name: gpu-3
            numaNodes: [{node: 0, memory: 256Gi}, {node: 1, memory: 256Gi}]
            layout: {sockets: 2, coresPerSocket: 16, threadsPerCore: 2, coresPerL3: 8}
            """;
    private static final String EIGHT = """
            name: epyc-7
            numaNodes: [{node: 0, memory: 64Gi}, {node: 1, memory: 64Gi}, {node: 2, memory: 64Gi}, {node: 3, memory: 64Gi},
              {node: 4, memory: 64Gi}, {node: 5, memory: 64Gi}, {node: 6, memory: 64Gi}, {node: 7, memory: 64Gi}]
            layout: {sockets: 2, coresPerSocket: 64, threadsPerCore: 2, coresPerL3: 8}
            """;
    private static final int DAY_OF_SAMPLES = 40;

    @TempDir
    Path folder = Path.of("");

    private static DocumentNode document(String text) {
        return DocumentReader.readOne("text", text.getBytes(StandardCharsets.UTF_8));
    }

    private static PodManifest pod(String name, String limits) {
        return PodManifests.read("text", ("{apiVersion: v1, kind: Pod, metadata: {name: " + name
                + ", namespace: ml}, spec: {containers: [{name: main, image: i, resources: {limits: {" + limits
                + "}}}]}}").getBytes(StandardCharsets.UTF_8), OptionalInt.empty()).pods().getFirst();
    }

    /// A node that is watched, without an agent.
    private static final class Watched implements PageSource {
        private final FoundNode found;
        private final Explanations explanations;
        private volatile KubeletNode node;
        private volatile NodeStatus.Drift drift = new NodeStatus.Drift(true, 0, 0, List.of());
        private volatile Optional<NodeStatus.Watched> kubelet = Optional.empty();

        Watched(MachineDescription machine, String more) {
            found = new FoundNode(new FoundMachine("text", true, machine, List.of(), Optional.empty()),
                    KubeletConfigurationReader.LENIENT.decode(document("""
                            apiVersion: kubelet.config.k8s.io/v1beta1
                            kind: KubeletConfiguration
                            cpuManagerPolicy: static
                            memoryManagerPolicy: Static
                            topologyManagerPolicy: single-numa-node
                            maxPods: 1000
                            systemReserved: {memory: 924Mi}
                            evictionHard: {memory.available: 100Mi}
                            reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]
                            """ + more)),
                    KubeletVersion.DEFAULT, Optional.empty(), List.of());
            node = ((KubeletStart.Started) found.start()).node();
            explanations = new Explanations(() -> found, new DecisionHistory(InstantSource.system()),
                    Recollection.NONE);
        }

        boolean admit(NodeWatch watch, PodManifest pod) {
            KubeletNode before = node;
            switch (before.admit(pod)) {
                case PodDecision.Admitted admitted -> node = admitted.node();
                case PodDecision.Refused refused -> {
                    watch.refused(pod, refused.reason(), refused.message(), before);
                    return false;
                }
            }
            watch.changed();
            return true;
        }

        @Override
        public Optional<KubeletNode> node() {
            return Optional.of(node);
        }

        @Override
        public FoundNode found() {
            return found;
        }

        @Override
        public NodeStatus.Drift drift() {
            return drift;
        }

        @Override
        public List<NodeStatus.Plugin> plugins() {
            return Plugins.of(node.node(), Map.of("example.com/nic", Optional.of(Instant.now().minusSeconds(400))));
        }

        @Override
        public Optional<NodeStatus.Watched> watched() {
            return kubelet;
        }

        @Override
        public List<String> problems() {
            return kubelet.isEmpty() ? List.of()
                    : List.of("The kubelet is not seen: the kubelet cannot be asked at https://127.0.0.1:10250/pods:"
                            + " Connection refused.");
        }
    }

    /// Pods come and go, then some stay.
    private static void live(Watched watched, NodeWatch watch, int pods, int most, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> here = new ArrayList<>();
        for (int i = 0; here.size() < pods && i < 3 * pods; i++) {
            int cpus = 2 * (1 + random.nextInt(most));
            PodManifest pod = pod("serve-5d9c7b8f6-" + i, "cpu: " + cpus + ", memory: " + cpus + "Gi");
            if (watched.admit(watch, pod)) {
                here.add(pod.request().uid());
            }
            if (here.size() > 2 && random.nextInt(4) == 0) {
                watched.node = watched.node.remove(here.remove(random.nextInt(here.size())));
            }
            if (i % Math.max(1, 3 * pods / DAY_OF_SAMPLES) == 0) {
                watch.sampleNow();
            }
        }
    }

    private static void devices(Watched watched) {
        List<Device> gpus = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            gpus.add(new Device("nvidia.com/gpu", "gpu-" + i, Optional.of(List.of(i / 2)), i != 3));
        }
        watched.node = watched.node.devicesReported("nvidia.com/gpu", gpus, gpus.size());
    }

    /// Twelve CPUs are free, six on each NUMA node, and pods of eight are wanted.
    private static void fragment(Watched watched, NodeWatch watch) {
        devices(watched);
        KubeletNode empty = watched.node;
        live(watched, watch, 12, 3, 7);
        watched.node = empty;
        watched.admit(watch, pod("train-0", "cpu: 6, memory: 96Gi, nvidia.com/gpu: 2"));
        for (int i = 0; i < 6; i++) {
            watched.admit(watch, pod("serve-" + i, "cpu: 8, memory: 24Gi"));
        }
        watched.admit(watch, pod("infer-0", "cpu: 2, memory: 32Gi, nvidia.com/gpu: 1"));
        watched.node = watched.node.remove("ml/serve-1");
        watched.admit(watch, pod("web-0", "cpu: 2, memory: 4Gi"));
        watch.sampleNow();
        watched.admit(watch, pod("train-1", "cpu: 6, memory: 96Gi, nvidia.com/gpu: 2"));
        watched.admit(watch, pod("serve-6", "cpu: 8, memory: 24Gi"));
        watched.admit(watch, pod("serve-7", "cpu: 8, memory: 24Gi"));
        watched.drift = new NodeStatus.Drift(true, 3, 2, List.of(
                new NodeStatus.Finding(Instant.now(), "ml/train-0 main",
                        "process 4711 was allowed on cpus 0-63, and belongs on 2-4,34-36", false),
                new NodeStatus.Finding(Instant.now().minusSeconds(3_000), "ml/serve-0 main",
                        "process 4712 was allowed on cpus 0-63, and belongs on 5-8", true)));
        watch.changed();
    }

    private interface Looking {
        void at(Browser browser, String url) throws IOException;
    }

    private void look(Browser browser, Watched watched, NodeWatch watch, Looking looking) throws IOException {
        AskPaths questions = new AskPaths(watched::node, watched::found);
        NodePagePaths paths = new NodePagePaths(watch, questions, true);
        watch.start();
        try (HttpServer server = HttpServer.onAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                request -> paths.answer(request).orElseThrow())) {
            looking.at(browser, "http://127.0.0.1:" + ((InetSocketAddress) server.address()).getPort() + "/");
            browser.open("about:blank");
        } finally {
            watch.close();
        }
    }

    private static NodeWatch watch(Watched watched) {
        return new NodeWatch(watched, watched.explanations, InstantSource.system());
    }

    private static void settled(Browser browser, String url) {
        browser.open(url);
        browser.await("document.getElementById('live').dataset.state === 'live' && !document.querySelector('.waits')");
    }

    @Test
    void shots() throws IOException {
        Path shots = Files.createDirectories(Path.of(System.getProperty("alidade.page.shots")));
        try (Browser browser = new Browser(folder.resolve("browser"))) {
            Watched gpu = new Watched(MachineReader.read(document(GPU_SERVER)), "reservedSystemCPUs: \"0,32\"\n");
            NodeWatch ofGpu = watch(gpu);
            fragment(gpu, ofGpu);
            look(browser, gpu, ofGpu, (page, url) -> {
                page.size(1100, 720);
                settled(page, url);
                page.shoot(shots.resolve("docs.png"));
                page.size(1600, 1100);
                settled(page, url);
                page.shoot(shots.resolve("wide.png"));
                page.evaluate("document.getElementById('manifest').value = 'cpu=12,memory=24Gi'");
                page.evaluate("document.querySelector('#fit button').click()");
                page.await("document.querySelector('#answer .verdict') !== null");
                page.evaluate("document.getElementById('refusals').scrollIntoView()");
                page.shoot(shots.resolve("wide-below.png"));
                page.size(390, 1800);
                settled(page, url);
                page.shoot(shots.resolve("narrow.png"));
                page.evaluate("scrollTo(0, 1800)");
                page.shoot(shots.resolve("narrow-below.png"));
                page.evaluate("scrollTo(0, 0)");
                page.dark(true);
                page.size(1600, 1100);
                settled(page, url);
                page.shoot(shots.resolve("dark.png"));
                page.dark(false);
            });
            gpu.kubelet = Optional.of(new NodeStatus.Watched(4_711, 12, 2, List.of(
                    new NodeStatus.Disagreement(Instant.now().minusSeconds(50), "ml/serve-5d9c7b8f6-x2x7q",
                            List.of("reason: the kubelet has \"TopologyAffinityError\", decided none"),
                            Optional.of("/var/lib/alidade/disagreements/"
                                    + "disagreement-20261128T161013.163Z-1-v1.36.jsonl")),
                    new NodeStatus.Disagreement(Instant.now().minusSeconds(90_000), "ml/train-1",
                            List.of("container main, exclusiveCpus: the kubelet has 2-4,34-36, decided 3-5,35-37"),
                            Optional.empty()))));
            NodeWatch ofShadow = watch(gpu);
            ofShadow.sampleNow();
            look(browser, gpu, ofShadow, (page, url) -> {
                for (boolean isDark : List.of(false, true)) {
                    page.dark(isDark);
                    page.size(1600, 1500);
                    settled(page, url);
                    page.shoot(shots.resolve(isDark ? "shadow-dark.png" : "shadow.png"));
                    page.size(390, 1800);
                    settled(page, url);
                    page.shoot(shots.resolve(isDark ? "shadow-narrow-dark.png" : "shadow-narrow.png"));
                    page.evaluate("document.getElementById('comparison').scrollIntoView()");
                    page.shoot(
                            shots.resolve(isDark ? "shadow-narrow-dark-below.png" : "shadow-narrow-below.png"));
                }
                page.dark(false);
            });
            Watched eight = new Watched(MachineReader.read(document(EIGHT)), "reservedSystemCPUs: \"0,128\"\n");
            NodeWatch ofEight = watch(eight);
            live(eight, ofEight, 30, 6, 3);
            look(browser, eight, ofEight, (page, url) -> {
                page.size(1600, 1400);
                settled(page, url);
                page.shoot(shots.resolve("eight.png"));
            });
            Watched large = new Watched(MachineReader.read(document(EIGHT.replace("64Gi", "1Ti")
                    .replace("coresPerSocket: 64", "coresPerSocket: 512").replace("epyc-7", "large"))),
                    "reservedSystemCPUs: \"0,1024\"\n");
            NodeWatch ofLarge = watch(large);
            live(large, ofLarge, 500, 2, 5);
            look(browser, large, ofLarge, (page, url) -> {
                page.size(1600, 1400);
                settled(page, url);
                page.shoot(shots.resolve("large.png"));
                for (int round = 0; round < 10; round++) {
                    large.node = large.node.remove("ml/serve-5d9c7b8f6-" + round);
                    ofLarge.changed();
                    figures(page, url + "?" + round);
                }
            });
            assertThat(browser.problems()).isEmpty();
        }
    }

    /// Loads the page after a change, with nothing kept.
    private static void figures(Browser page, String url) {
        settled(page, url);
        LOG.log(System.Logger.Level.INFO, "page complete in {0} ms, answered in {1} ms, {2} bytes",
                page.evaluate("Math.round(performance.getEntriesByType('navigation')[0].loadEventEnd)"),
                page.evaluate("Math.round(performance.getEntriesByType('navigation')[0].responseEnd)"),
                page.evaluate(
                        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
                                + ".filter(own => !own.name.includes('/events')).reduce((sum, own) => sum + own.decodedBodySize, 0)"));
    }
}
