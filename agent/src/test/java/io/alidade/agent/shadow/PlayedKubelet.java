package io.alidade.agent.shadow;

import io.alidade.agent.Samples;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.agent.shadow.SeenPod.Stage;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Value;
import io.alidade.live.source.FoundNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A kubelet that is played: it decides as kubelets do, and tells what a kubelet tells.
final class PlayedKubelet {
    static final String CONFIGURATION = """
            cpuManagerPolicy: static
            memoryManagerPolicy: Static
            topologyManagerPolicy: single-numa-node
            reservedSystemCPUs: "0,8"
            kubeReserved: {memory: 400Mi}
            evictionHard: {memory.available: 100Mi}
            reservedMemory: [{numaNode: 0, limits: {memory: 500Mi}}]
            """;
    static final String GPU = "example.test/gpu";
    static final List<Device> DEVICES = List.of(Device.on(GPU, "a", 0), Device.on(GPU, "b", 1),
            Device.on(GPU, "c", 0, 1), Device.on("example.test/nic", "n", 0));

    private static final String REJECTED = "Pod was rejected: ";

    private final FoundNode found;
    private final Map<String, SeenPod> pods = new LinkedHashMap<>();
    private KubeletNode node;

    PlayedKubelet() {
        this(CONFIGURATION);
    }

    PlayedKubelet(String configuration) {
        found = Samples.nodeOf(configuration);
        node = ((KubeletStart.Started) KubeletNode.start(found.machine().withDevices(DEVICES), found.configuration(),
                found.version())).node();
    }

    FoundNode found() {
        return found;
    }

    static AgentPod pod(String name, String limits) {
        return AgentPod.read(Samples.document("{apiVersion: v1, kind: Pod, metadata: {name: " + name + ", uid: uid-"
                + name + "}, spec: {containers: [{name: c, image: i, resources: {limits: {" + limits + "}}}]}}"),
                new PodOrigin.Api());
    }

    /// It sees a pod, and has not decided yet.
    void see(AgentPod pod) {
        put(pod, new Stage.Undecided());
    }

    /// It decides.
    Stage decide(AgentPod pod) {
        PodDecision decision = node.admit(pod.manifest());
        node = decision.node();
        Stage stage = decision instanceof PodDecision.Refused refused
                ? new Stage.Refused(refused.reason(), refused.message()) : new Stage.Active();
        put(pod, stage);
        return stage;
    }

    /// It says something else of a pod than it did.
    void claim(AgentPod pod, Stage stage) {
        put(pod, stage);
    }

    void remove(AgentPod pod) {
        node = node.remove(pod.uid());
        pods.remove(pod.uid());
    }

    /// A pod is gone, but what it held is not given back yet, as it is until the next decision.
    void forget(AgentPod pod) {
        pods.remove(pod.uid());
    }

    /// What was left behind is given back.
    void cleanUp() {
        for (String uid : node.node().allocations().cpus().pods()) {
            if (!pods.containsKey(uid)) {
                node = node.remove(uid);
            }
        }
    }

    private void put(AgentPod pod, Stage stage) {
        pods.put(pod.uid(), new SeenPod(pod, "", stage));
    }

    KubeletTruth truth() {
        return new KubeletTruth(List.copyOf(pods.values()), node.node().checkpoints(), DEVICES, held());
    }

    List<PodDevices> held() {
        return pods.keySet().stream().flatMap(uid -> node.node().allocations().devices().held(uid).stream()).toList();
    }

    List<SeenPod> pods() {
        return List.copyOf(pods.values());
    }

    /// Writes its checkpoint files.
    void save(Path folder) {
        node.save(CheckpointFiles.in(folder));
    }

    /// Its answer to `/pods`.
    String podList() {
        List<Value> items = new ArrayList<>();
        pods.values().forEach(pod -> {
            Map<String, Value> fields = new LinkedHashMap<>(pod.pod().object().fields());
            fields.remove("apiVersion");
            fields.remove("kind");
            fields.put("status", status(pod.stage()));
            items.add(new Value.Mapping(fields));
        });
        return DocumentWriter.toCompactJson(Value.mapping().with("kind", "PodList").with("apiVersion", "v1")
                .with("items", Value.sequence(items)).build());
    }

    private static Value status(Stage stage) {
        Value.Builder status = Value.mapping();
        return switch (stage) {
            case Stage.Undecided _ -> status.with("phase", "Pending").build();
            case Stage.Active _ -> status.with("phase", "Pending").with("startTime", "2026-01-01T00:00:00Z").build();
            case Stage.Ended _ -> status.with("phase", "Succeeded").build();
            case Stage.Refused(String reason, String message) -> status.with("phase", "Failed").with("reason", reason)
                    .with("message", REJECTED + message).build();
        };
    }
}
