package io.alidade.plan.lint;

import io.alidade.engine.device.Device;
import io.alidade.kube.config.Spelling;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.Trees;
import io.alidade.kube.machine.ExtendedResourceName;
import io.alidade.kube.pod.NodeAffinity;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.lint.Workload.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Pods that no node, or not this one, can have: of a resource that no plugin offers, or by an affinity.
final class PlacementRules {
    private static final int MAX_NAMED = 8;

    private PlacementRules() {}

    static void notOffered(RuleInput input, Reporter reporter) {
        if (input.machine().isEmpty()) {
            return;
        }
        List<String> offered = List.copyOf(new TreeSet<>(
                input.machine().get().devices().stream().map(Device::resource).toList()));
        for (Workload workload : input.workloads()) {
            for (Container container : workload.containers()) {
                for (Entry limit : container.amounts("limits").map(limits -> limits.entries()).orElse(List.of())) {
                    if (ExtendedResourceName.isValid(limit.key()) && !offered.contains(limit.key())) {
                        reporter.report(offered.isEmpty() ? Severity.INFO : Severity.WARNING, limit.keyPosition(),
                                workload.object(), container.path() + " asks for " + limit.key() + ", "
                                        + missing(limit.key(), offered));
                    }
                }
            }
        }
    }

    private static String missing(String resource, List<String> offered) {
        if (offered.isEmpty()) {
            return "and no devices of plugins are known of this machine: name them in the machine file or with --devices.";
        }
        return "which no plugin offers on this machine: the scheduler sends the pod elsewhere or nowhere, and a kubelet"
                + " that gets it all the same gives nothing and does not refuse. "
                + Spelling.closest(resource, offered).map(meant -> "Maybe " + meant + " is meant.")
                        .orElse("Offered are " + String.join(", ", offered.stream().limit(MAX_NAMED).toList())
                                + (offered.size() > MAX_NAMED ? " and others." : "."));
    }

    static void neverMatches(RuleInput input, Reporter reporter) {
        for (Workload workload : input.workloads()) {
            workload.pod().ifPresent(pod -> neverMatches(input, workload, pod, reporter));
        }
    }

    private static void neverMatches(RuleInput input, Workload workload, PodManifest pod, Reporter reporter) {
        Optional<NodeAffinity> affinity = pod.requiredNodeAffinity();
        if (affinity.isPresent() && affinity.get().terms().stream()
                .noneMatch(term -> LabelDemand.canHold(term, pod.nodeSelector()))) {
            reporter.report(Severity.ERROR, Trees.place(workload.spec(), "affinity", "nodeAffinity"),
                    workload.object(), "no node can match the node affinity"
                            + (pod.nodeSelector().isEmpty() ? "" : " together with nodeSelector")
                            + ": its requirements contradict each other, so the pod is never scheduled. Mend them.");
            return;
        }
        Map<String, String> labels = input.probe().node().filter(_ -> input.probe().isMachine())
                .map(node -> node.fit().labels()).orElse(Map.of());
        if (labels.isEmpty()) {
            return;
        }
        List<String> unmet = new ArrayList<>();
        pod.nodeSelector().forEach((key, value) -> {
            if (!value.equals(labels.get(key))) {
                unmet.add(key + "=" + value + (labels.containsKey(key) ? " (the machine has " + labels.get(key) + ")"
                        : " (the machine has no such label" + Spelling.closest(key, List.copyOf(labels.keySet()))
                                .map(meant -> "; maybe " + meant + " is meant").orElse("") + ")"));
            }
        });
        if (!unmet.isEmpty()) {
            reporter.report(Severity.WARNING, Trees.place(workload.spec(), "nodeSelector"), workload.object(),
                    "nodeSelector does not match this machine: " + String.join(", ", unmet)
                            + ". The pod never runs here.");
        }
        boolean asksForName = affinity.stream().flatMap(own -> own.terms().stream())
                .anyMatch(term -> !term.fields().isEmpty());
        if (affinity.isPresent() && !asksForName && !affinity.get().matches("", labels)) {
            reporter.report(Severity.WARNING, Trees.place(workload.spec(), "affinity", "nodeAffinity"),
                    workload.object(), "the node affinity does not match the labels of this machine: "
                            + affinity.get().terms().stream().map(term -> term.unmet(labels)).distinct()
                                    .limit(MAX_NAMED).reduce((first, second) -> first + "; or " + second)
                                    .orElse("it has"
                                            + " no term")
                            + ". The pod never runs here.");
        }
    }
}
