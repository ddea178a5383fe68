package io.alidade.live.journal;

import io.alidade.engine.device.Device;
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
import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.FoundNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A node on which pods come and go, and what is told of it.
final class LivingNode {
    static final Instant START = Instant.parse("2026-11-28T20:00:00Z");

    private static final String MACHINE = """
            numaNodes: [{node: 0, memory: 16Gi}, {node: 1, memory: 16Gi}]
            layout: {sockets: 2, coresPerSocket: 4, threadsPerCore: 2}
            """;
    private static final String CONFIGURATION = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static
            memoryManagerPolicy: Static
            topologyManagerPolicy: single-numa-node
            reservedSystemCPUs: "0,8"
            kubeReserved: {memory: 400Mi}
            evictionHard: {memory.available: 100Mi}
            reservedMemory: [{numaNode: 0, limits: {memory: 500Mi}}]
            """;

    private final FoundNode found = new FoundNode(
            new FoundMachine("text", true, MachineReader.read(document(MACHINE)), List.of(), Optional.empty()),
            KubeletConfigurationReader.LENIENT.decode(document(CONFIGURATION)), KubeletVersion.V1_37, Optional.empty(),
            List.of());
    private final Map<String, Value.Mapping> objects = new TreeMap<>();
    private final Map<String, PodManifest> pods = new TreeMap<>();
    private KubeletNode node = found.start().orThrow();
    private int uids;
    Instant now = START;

    private static DocumentNode document(String text) {
        return DocumentReader.readOne("text", text.getBytes(StandardCharsets.UTF_8));
    }

    /// As it is now.
    Situation situation() {
        Map<String, Value.Mapping> known = new TreeMap<>(objects);
        return new Situation(node, found, uid -> Optional.ofNullable(known.get(uid)));
    }

    KubeletNode node() {
        return node;
    }

    /// A pod comes.
    JournalEvent.Decided come(String name, String limits) {
        String uid = name + "-" + uids++;
        DocumentNode document = document("{apiVersion: v1, kind: Pod, metadata: {name: " + name
                + ", namespace: shop, uid: " + uid + "}, spec: {containers: [{name: c, image: i, resources: {limits: {"
                + limits + "}}}]}}");
        PodManifest pod = PodManifests.readPod(document);
        Situation before = situation();
        PodDecision decision = node.admit(pod);
        node = decision.node();
        Value.Mapping object = (Value.Mapping) Value.of(document);
        if (decision instanceof PodDecision.Refused refused) {
            return new JournalEvent.Decided(now, pod, object, Optional.empty(), refused.reason(), refused.message(),
                    before, Duration.ofMillis(1), before, situation());
        }
        objects.put(uid, object);
        pods.put(name, pod);
        return new JournalEvent.Decided(now, pod, object, Optional.of(node.node().holdings(uid)), "", "", before,
                Duration.ofMillis(1), before, situation());
    }

    /// A pod is gone.
    JournalEvent.Left go(String name) {
        PodManifest pod = Optional.ofNullable(pods.get(name)).orElseThrow();
        Situation before = situation();
        node = node.remove(pod.request().uid());
        objects.remove(pod.request().uid());
        return new JournalEvent.Left(now, pod, true, "", "", before, situation());
    }

    /// Something that is no event: the device plugins report others.
    void changeUnseen() {
        node = node.devicesReported("example.com/gpu",
                List.of(new Device("example.com/gpu", "gpu-" + uids, Optional.of(List.of(0)), true)), 1);
    }
}
