package io.alidade.bench;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Value;
import io.alidade.kube.machine.MachineReader;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import io.alidade.live.journal.JournalEvent;
import io.alidade.live.journal.JournalSettings;
import io.alidade.live.journal.JournalWriter;
import io.alidade.live.journal.Situation;
import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.FoundNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// What happens in a month on a node that is nearly full, from a seed: pods come until one is refused; then others go.
final class JournalLoad {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Duration MONTH = Duration.ofDays(30);
    private static final long BYTES = 2L << 30;
    private static final int AT_ONCE = 4_000;
    private static final int MAX_CPUS = 8;
    private static final int LEAVE = 3;
    private static final String MACHINE = """
            numaNodes: [{node: 0, memory: 64Gi}, {node: 1, memory: 64Gi}]
            layout: {sockets: 2, coresPerSocket: 16, threadsPerCore: 2}
            """;
    private static final String CONFIGURATION = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static
            memoryManagerPolicy: Static
            topologyManagerPolicy: single-numa-node
            reservedSystemCPUs: "0,32"
            kubeReserved: {memory: 400Mi}
            evictionHard: {memory.available: 100Mi}
            reservedMemory: [{numaNode: 0, limits: {memory: 500Mi}}]
            """;

    private final FoundNode found = new FoundNode(
            new FoundMachine("text", true, MachineReader.read(document(MACHINE)), List.of(), Optional.empty()),
            KubeletConfigurationReader.LENIENT.decode(document(CONFIGURATION)), KubeletVersion.DEFAULT,
            Optional.empty(), List.of());
    private final SplittableRandom random;
    private final Duration step;
    private final Map<String, Value.Mapping> objects = new TreeMap<>();
    private final List<PodManifest> pods = new ArrayList<>();
    private KubeletNode node = found.start().orThrow();
    private Instant now = START;
    private boolean isFull;
    private int uids;

    /// @param decisions that are spread over a month
    JournalLoad(int decisions, long seed) {
        random = new SplittableRandom(seed);
        step = MONTH.dividedBy(decisions);
    }

    private static DocumentNode document(String text) {
        return DocumentReader.readOne("text", text.getBytes(StandardCharsets.UTF_8));
    }

    /// A journal of it.
    JournalWriter open(Path folder) {
        return JournalWriter.open(new JournalSettings(folder, BYTES, MONTH.multipliedBy(2)), situation(), () -> now,
                (_, _) -> List.of("the whole node has 3 CPUs free, 8 asked: 5 short"), problem -> {
                    throw new IllegalStateException(problem);
                });
    }

    /// Writes a journal.
    ///
    /// @return the name of a pod in its middle
    static String write(Path folder, int decisions, long seed) {
        JournalLoad load = new JournalLoad(decisions, seed);
        String middle = "";
        try (JournalWriter writer = load.open(folder)) {
            for (int written = 0; written < decisions; written += AT_ONCE) {
                List<JournalEvent> events = load.events(Math.min(AT_ONCE, decisions - written));
                events.forEach(writer::append);
                if (written < decisions / 2) {
                    middle = "shop/pod-" + (load.uids - 1);
                }
                writer.settle();
            }
            if (writer.counts().lost() > 0) {
                throw new IllegalStateException(writer.counts() + ": some are lost.");
            }
        }
        return middle;
    }

    private Situation situation() {
        Map<String, Value.Mapping> known = Map.copyOf(objects);
        return new Situation(node, found, uid -> Optional.ofNullable(known.get(uid)));
    }

    /// What happens next.
    List<JournalEvent> events(int decisions) {
        List<JournalEvent> events = new ArrayList<>();
        for (int i = 0; i < decisions; i++) {
            now = now.plus(step);
            for (int left = 0; isFull && left < LEAVE && !pods.isEmpty(); left++) {
                events.add(leave(pods.remove(random.nextInt(pods.size()))));
            }
            events.add(come());
        }
        return events;
    }

    private JournalEvent come() {
        String uid = "pod-" + uids++;
        DocumentNode document = document("{apiVersion: v1, kind: Pod, metadata: {name: " + uid
                + ", namespace: shop, uid: " + uid
                + "}, spec: {containers: [{name: c, image: i, resources: {limits: {cpu: "
                + (1 + random.nextInt(MAX_CPUS)) + ", memory: " + (1 + random.nextInt(MAX_CPUS)) + "Gi}}}]}}");
        PodManifest pod = PodManifests.readPod(document);
        Situation before = situation();
        PodDecision decision = node.admit(pod);
        node = decision.node();
        Value.Mapping object = (Value.Mapping) Value.of(document);
        isFull = decision instanceof PodDecision.Refused;
        if (decision instanceof PodDecision.Refused refused) {
            return new JournalEvent.Decided(now, pod, object, Optional.empty(), refused.reason(), refused.message(),
                    before, Duration.ofMillis(1), before, situation());
        }
        objects.put(uid, object);
        pods.add(pod);
        return new JournalEvent.Decided(now, pod, object, Optional.of(node.node().holdings(uid)), "", "", before,
                Duration.ofMillis(1), before, situation());
    }

    private JournalEvent leave(PodManifest pod) {
        Situation before = situation();
        node = node.remove(pod.request().uid());
        objects.remove(pod.request().uid());
        return new JournalEvent.Left(now, pod, true, "", "", before, situation());
    }
}
