package io.alidade.plan.advise;

import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.admission.Restart;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.pod.EffectiveRequests;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.alignment.Alignments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Asks the engine what becomes of a workload under one configuration after the other.
final class TrialRun {
    /// Pods of the workload that are copied until the node is full.
    private static final int MOST_MODELS = 20;
    private static final int MOST_COPIES = 1000;

    private final MachineDescription machine;
    private final KubeletVersion version;
    private final CpuTopology cpus;
    private final KubeletEffort effort;
    private final List<PodManifest> pods;
    private final List<PodManifest> models;

    TrialRun(MachineDescription machine, KubeletVersion version, CpuTopology cpus, KubeletEffort effort,
            List<PodManifest> pods) {
        this.machine = machine;
        this.version = version;
        this.cpus = cpus;
        this.effort = effort;
        this.pods = pods;
        Map<List<Object>, PodManifest> byRequest = new LinkedHashMap<>();
        pods.forEach(pod -> byRequest.putIfAbsent(
                List.of(pod.request().containers(), pod.request().podResources(), pod.overhead(), pod.hostPorts()),
                pod));
        this.models = byRequest.values().stream().limit(MOST_MODELS).toList();
    }

    Trial of(Candidate candidate, KubeletConfiguration configuration) {
        return switch (KubeletNode.start(machine, configuration, version)) {
            case KubeletStart.Refused(String error) ->
                new Trial(candidate, Optional.of("the kubelet does not start: " + error),
                        Measurement.nothing(pods.size()), List.of(), List.of());
            case KubeletStart.Started(KubeletNode node, List<String> _) -> measured(candidate, node);
        };
    }

    /// Why the workload does not outlive a restart of the kubelet: it does not start over the checkpoint files of then, or
    /// refuses pods that ran. Looked at with the workload alone, and when copies of it have filled the node.
    Optional<String> lossAtRestart(KubeletConfiguration configuration) {
        if (!(KubeletNode.start(machine, configuration,
                version) instanceof KubeletStart.Started(KubeletNode start, var _))) {
            return Optional.empty();
        }
        KubeletNode node = start;
        for (PodManifest pod : pods) {
            node = node.admit(pod).node();
        }
        KubeletNode workload = node;
        return loss(workload, "").or(() -> loss(fill(workload).node(), ", once the node is full,"));
    }

    private Optional<String> loss(KubeletNode node, String when) {
        return switch (node.restarted(machine.devices())) {
            case Restart.NotStarted(String error) -> Optional.of("the kubelet does not start again" + when + " for "
                    + error);
            case Restart.Readmitted(KubeletNode _, List<PodDecision.Refused> lost) -> lost.stream().findFirst()
                    .map(first -> "when the kubelet is restarted" + when + " it refuses "
                            + (lost.size() == 1 ? "a pod that ran" : lost.size() + " pods that ran") + ": "
                            + first.message());
        };
    }

    private Trial measured(Candidate candidate, KubeletNode start) {
        List<Trial.Refused> refused = new ArrayList<>();
        Map<String, String> remarks = new LinkedHashMap<>();
        Tally tally = new Tally(cpus);
        Alignments alignments = Alignments.on(start.node());
        KubeletNode node = start;
        for (PodManifest pod : pods) {
            PodDecision decision = node.admit(pod);
            String name = pod.label();
            decision.warnings().forEach(warning -> remarks.putIfAbsent(warning, name));
            node = decision.node();
            switch (decision) {
                case PodDecision.Admitted admitted -> tally.add(alignments.judge(admitted));
                case PodDecision.Refused refusal ->
                    refused.add(new Trial.Refused(name, refusal.reason(), refusal.message()));
            }
        }
        Fill fill = fill(node);
        boolean pins = candidate.policies().pinsCpus();
        Measurement measurement = tally.measurement(pods.size(), tally.admitted() + fill.copies(),
                unrequestedCpus(fill.node()), pins && fill.node().node().allocations().cpus().sharedCpus().isEmpty());
        return new Trial(candidate, effort.obstacle(candidate.policies()), measurement,
                refused, remarks.entrySet().stream().map(remark -> remark.getValue() + ": " + remark.getKey())
                        .toList());
    }

    private static int unrequestedCpus(KubeletNode node) {
        long millis = node.fit().allocatable().allocatable().getOrDefault("cpu", Quantity.ZERO).ceilMillis();
        for (PodManifest pod : node.manifests()) {
            millis -= EffectiveRequests.of(pod, node.fit().gates()).getOrDefault("cpu", Quantity.ZERO).ceilMillis();
        }
        return (int) Math.max(0, millis / 1000);
    }

    private record Fill(KubeletNode node, int copies) {}

    /// Admits copies of the workload's pods, one of each in turn; one that is refused is not tried again, for what is free
    /// only becomes less.
    private Fill fill(KubeletNode start) {
        List<PodManifest> left = new ArrayList<>(models);
        KubeletNode node = start;
        int copies = 0;
        for (int turn = 0; !left.isEmpty() && copies < MOST_COPIES; turn++) {
            List<PodManifest> next = new ArrayList<>();
            for (PodManifest model : left) {
                PodDecision decision = node.admit(model.renamed(model.request().name() + "-copy-" + turn));
                node = decision.node();
                if (decision instanceof PodDecision.Admitted) {
                    next.add(model);
                    copies++;
                }
            }
            left = next;
        }
        return new Fill(node, copies);
    }
}
