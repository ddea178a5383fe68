package io.alidade.plan.whatif;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineReader;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import io.alidade.plan.alignment.Alignments;
import io.alidade.plan.alignment.Placement;
import io.alidade.plan.explain.Explainer;
import io.alidade.plan.explain.Explanation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A machine, a configuration and pods from short text, explained, and every answer tried again from scratch.
public record Scene(MachineDescription machine, KubeletConfiguration configuration, List<PodManifest> pods) {
    /// Two sockets of 32 cores with two threads, four GPUs behind each.
    public static final String GPU_SERVER = """
            numaNodes: [{node: 0, memory: 256Gi}, {node: 1, memory: 256Gi}]
            layout: {sockets: 2, coresPerSocket: 32, threadsPerCore: 2, siblings: split}
            devices:
            - {resource: nvidia.com/gpu, id: g0, numa: [0]}
            - {resource: nvidia.com/gpu, id: g1, numa: [0]}
            - {resource: nvidia.com/gpu, id: g2, numa: [0]}
            - {resource: nvidia.com/gpu, id: g3, numa: [0]}
            - {resource: nvidia.com/gpu, id: g4, numa: [1]}
            - {resource: nvidia.com/gpu, id: g5, numa: [1]}
            - {resource: nvidia.com/gpu, id: g6, numa: [1]}
            - {resource: nvidia.com/gpu, id: g7, numa: [1]}
            """;

    /// A kubelet that pins everything, with one core reserved.
    public static String kubelet(String policy, String more) {
        return String.format(Locale.ROOT, """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                cpuManagerPolicy: static
                memoryManagerPolicy: Static
                reservedSystemCPUs: "0,64"
                systemReserved: {memory: 924Mi}
                evictionHard: {memory.available: 100Mi}
                reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]
                topologyManagerPolicy: %s
                %s
                """, policy, more);
    }

    /// A pod whose one container has these limits.
    public static PodManifest pod(String name, String limits) {
        return podOf(name, "containers: [{name: c, resources: {limits: {" + limits + "}}}]");
    }

    public static PodManifest podOf(String name, String spec) {
        return PodManifests.readPod(document("{kind: Pod, metadata: {name: " + name + "}, spec: {" + spec + "}}"));
    }

    public static Scene of(String machine, String configuration, PodManifest... pods) {
        return new Scene(MachineReader.read(document(machine)),
                KubeletConfigurationReader.LENIENT.decode(document(configuration)), List.of(pods));
    }

    public static DocumentNode document(String text) {
        return DocumentReader.readOne("text", text.getBytes(StandardCharsets.UTF_8));
    }

    private KubeletStart start(KubeletConfiguration settings) {
        return KubeletNode.start(machine, settings, KubeletVersion.DEFAULT);
    }

    public Explanation explain(boolean always) {
        return Explainer.of(start(configuration), machine, configuration, KubeletVersion.DEFAULT, Optional.empty(),
                pods,
                List.of(), always);
    }

    /// What the search says of the last pod.
    public List<WhatIf> answers() {
        return whatIfs().answers();
    }

    public WhatIfs whatIfs() {
        return explain(true).pods().getLast().whatIf().orElseThrow();
    }

    /// The last pod admitted from scratch with a change: everything before it is admitted again, too, if it was
    /// before; pods that go leave when all run.
    public Optional<PodDecision.Admitted> retried(Change change) {
        List<PodManifest> earlier = running();
        List<String> gone = List.of();
        PodManifest last = pods.getLast();
        KubeletConfiguration settings = configuration;
        for (Change one : change instanceof Change.Together(List<Change> changes) ? changes : List.of(change)) {
            switch (one) {
                case Change.Request _, Change.Together _ -> last = one.applyTo(last);
                case Change.Setting setting -> settings = setting.configuration();
                case Change.Removal removal -> gone = removal.uids();
            }
        }
        if (!(start(settings) instanceof KubeletStart.Started started)) {
            return Optional.empty();
        }
        KubeletNode node = started.node();
        for (PodManifest pod : earlier) {
            PodDecision decision = node.admit(pod);
            if (decision instanceof PodDecision.Refused) {
                return Optional.empty();
            }
            node = decision.node();
        }
        for (String uid : gone) {
            node = node.remove(uid);
        }
        return node.admit(last) instanceof PodDecision.Admitted admitted ? Optional.of(admitted) : Optional.empty();
    }

    /// The pods before the last that are admitted.
    public List<PodManifest> running() {
        List<PodManifest> running = new ArrayList<>();
        if (start(configuration) instanceof KubeletStart.Started started) {
            KubeletNode node = started.node();
            for (PodManifest pod : pods.subList(0, pods.size() - 1)) {
                PodDecision decision = node.admit(pod);
                node = decision.node();
                if (decision instanceof PodDecision.Admitted) {
                    running.add(pod);
                }
            }
        }
        return running;
    }

    /// True if the change does what the answer says.
    public boolean holds(WhatIf answer, Target target) {
        return retried(answer.change()).filter(admitted -> Alignments.of(admitted).placement() == answer.placement())
                .filter(admitted -> target == Target.ADMITTED || answer.placement() != Placement.SPLIT).isPresent();
    }
}
