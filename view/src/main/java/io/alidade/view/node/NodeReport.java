package io.alidade.view.node;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.Node;
import io.alidade.engine.NodeStart;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.live.scenario.ReplacedNames;
import io.alidade.live.verify.Drift;
import io.alidade.live.verify.Place;
import io.alidade.live.verify.VerificationReport;
import io.alidade.plan.lint.LintReport;
import io.alidade.plan.refusal.RefusalReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Everything about a node that somebody else needs to understand it.
///
/// @param title        what the machine is called
/// @param node         the kubelet's node with its pods; absent if it does not start
/// @param startError   why not
/// @param told         what pods are called (NAMESPACE/NAME) by uid, as somebody else tells
/// @param lint         findings on the configuration; absent without a file of it
/// @param verification whether containers are where they should be; absent if that was not looked at
/// @param history      who was refused; absent if nothing tells
/// @param warnings     on what was read
public record NodeReport(String title, Instant at, MachineDescription machine, KubeletConfiguration configuration,
        KubeletVersion version, Optional<Node> node, Optional<String> startError, Map<String, String> told,
        Optional<LintReport> lint,
        Optional<Verification> verification, Optional<RefusalReport> history, List<String> warnings) {
    public NodeReport {
        told = Map.copyOf(told);
        warnings = List.copyOf(warnings);
    }

    /// What pods are called by uid, where that is told or was seen in looking at containers.
    Map<String, String> podNames() {
        Map<String, String> names = new HashMap<>();
        verified().ifPresent(report -> report.containers().stream().map(check -> check.place())
                .filter(place -> place.pod().isPresent())
                .forEach(place -> place.podUid().ifPresent(uid -> names.put(uid, place.podLabel()))));
        names.putAll(told);
        return names;
    }

    /// What came of looking at containers.
    public sealed interface Verification {
        /// They were looked at.
        record Done(VerificationReport report) implements Verification {}

        /// They could not be.
        record Failed(String why) implements Verification {}
    }

    private Optional<VerificationReport> verified() {
        return verification.flatMap(looked -> looked instanceof Verification.Done(VerificationReport report)
                ? Optional.of(report) : Optional.empty());
    }

    /// What the names in it become, for a page that names nobody.
    ///
    /// @param files that were named, whose paths may tell something
    public ReplacedNames replacedNames(Set<String> files) {
        List<ReplacedNames.Pod> pods = new ArrayList<>();
        Set<String> containers = new HashSet<>();
        Set<String> processes = new TreeSet<>();
        verified().ifPresent(report -> {
            Stream.concat(report.containers().stream().map(check -> check.place()),
                    report.drifts().stream().map(Drift::place)).forEach(place -> add(place, pods, containers));
            report.drifts().forEach(drift -> processes.addAll(drift.processes().keySet()));
        });
        told.forEach((uid, name) -> pods.add(new ReplacedNames.Pod(name.substring(0, name.indexOf('/')),
                name.substring(name.indexOf('/') + 1), Optional.of(uid))));
        Set<String> nodes = new TreeSet<>(Set.of(title));
        machine.name().ifPresent(nodes::add);
        history.ifPresent(report -> report.refusals().forEach(refused -> {
            pods.add(new ReplacedNames.Pod(refused.refusal().namespace(), refused.refusal().name(), Optional.empty()));
            refused.refusal().node().ifPresent(nodes::add);
        }));
        nodes.removeAll(Set.of("this machine", "unknown"));
        return ReplacedNames.of(node.map(Node::checkpoints).orElse(Checkpoints.NONE), machine.devices(),
                new ReplacedNames.Known(pods, containers,
                        Map.of("node", nodes, "process", processes, "file", files)));
    }

    private static void add(Place place, List<ReplacedNames.Pod> pods, Set<String> containers) {
        place.pod().ifPresent(name -> pods
                .add(new ReplacedNames.Pod(place.namespace().orElse(""), name, place.podUid())));
        place.container().ifPresent(containers::add);
    }

    /// The same node with other names of pods, containers and devices.
    NodeReport renamed(ReplacedNames names) {
        // Without labels, which have names of their own.
        MachineDescription other = new MachineDescription(machine.topology(), machine.hardware(),
                machine.name().map(names::text), machine.ephemeralStorageBytes(), names.devices(machine.devices()),
                Map.of(), List.of(), Optional.empty());
        return new NodeReport(names.text(title), at, other, configuration, version,
                node.flatMap(old -> renamed(old, other, names)), startError, renamed(podNames(), names), lint,
                verification, history, warnings);
    }

    private static Map<String, String> renamed(Map<String, String> old, ReplacedNames names) {
        Map<String, String> renamed = new HashMap<>();
        old.forEach((uid, name) -> renamed.put(names.text(uid), names.text(name)));
        return renamed;
    }

    private static Optional<Node> renamed(Node old, MachineDescription machine, ReplacedNames names) {
        return switch (Node.restore(old.topology(), old.settings(), names.checkpoints(old.checkpoints()),
                PreferredAllocation.NONE)) {
            case NodeStart.Started(Node started) ->
                Optional.of(started.devicesReported(machine.devices()).podSourcesReady(started.holders()));
            case NodeStart.Refused _ -> Optional.empty();
        };
    }
}
