package io.alidade.plan.capacity;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.CpuTopology.Group;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.plan.whatif.ConfigurationEdit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The single changes that are tried of a setup's kubelet: policy, scope, options, and which CPUs are reserved.
final class Candidates {
    /// Reserved CPUs are tried on at most so many NUMA nodes.
    private static final int MOST_PLACES = 4;

    private final Setup setup;
    private final KubeletConfiguration now;

    /// A setup that differs in one thing.
    record Candidate(String kind, String text, Setup setup) {}

    Candidates(Setup setup) {
        this.setup = setup;
        this.now = setup.configuration();
    }

    /// @param empty the node of the setup without pods
    List<Candidate> settings(KubeletNode empty) {
        List<Candidate> candidates = new ArrayList<>();
        for (String policy : Variants.POLICIES) {
            if (!policy.equals(now.topologyManagerPolicy())) {
                candidates.add(setting("policy", "topologyManagerPolicy", now.topologyManagerPolicy(), policy,
                        ConfigurationEdit.policy(now, policy)));
            }
        }
        for (String scope : now.policies().aligns() ? Variants.SCOPES : List.<String>of()) {
            if (!scope.equals(now.topologyManagerScope())) {
                candidates.add(setting("scope", "topologyManagerScope", now.topologyManagerScope(), scope,
                        ConfigurationEdit.scope(now, scope)));
            }
        }
        Map<String, String> options = Variant.of(now, true).options();
        for (Map<String, String> set : Variants.turned(setup.machine(), options)) {
            candidates.add(new Candidate("option", turned(options, set), setup.with(Variants.withOptions(now, set))));
        }
        for (CpuSet reserved : reserved(empty)) {
            candidates.add(setting("reserved", "reservedSystemCPUs", empty.node().allocations().cpus().reservedCpus()
                    .toListString(), reserved.toListString(),
                    ConfigurationEdit.reservedSystemCpus(now, reserved.toListString())));
        }
        return candidates;
    }

    private static String turned(Map<String, String> before, Map<String, String> after) {
        Map<String, String> added = new TreeMap<>(after);
        before.keySet().forEach(added::remove);
        Map<String, String> gone = new TreeMap<>(before);
        after.keySet().forEach(gone::remove);
        return added.isEmpty() ? "without " + String.join(", ", gone.keySet())
                : "with " + String.join(", ", added.keySet());
    }

    private Candidate setting(String kind, String field, String from, String to, KubeletConfiguration next) {
        return new Candidate(kind, field + " " + to + " instead of " + from, setup.with(next));
    }

    /// As many CPUs in whole cores, in other places: in equal shares on all NUMA nodes, or all on one.
    private List<CpuSet> reserved(KubeletNode empty) {
        CpuSet own = empty.node().allocations().cpus().reservedCpus();
        if (own.isEmpty()) {
            return List.of();
        }
        CpuTopology topology = new CpuTopology(setup.machine().topology());
        Set<CpuSet> places = new LinkedHashSet<>();
        places.add(spread(topology, topology.numaNodes(), own.size()));
        topology.numaNodes().stream().limit(MOST_PLACES)
                .forEach(numaNode -> places.add(spread(topology, List.of(numaNode), own.size())));
        places.remove(own);
        return places.stream().filter(place -> place.size() >= own.size()).toList();
    }

    private static CpuSet spread(CpuTopology topology, List<Group> among, int wanted) {
        CpuSet chosen = CpuSet.EMPTY;
        for (int turn = 0; turn < topology.cores().size() && chosen.size() < wanted; turn++) {
            for (Group numaNode : among) {
                List<Group> cores = topology.cores().stream().filter(core -> core.cpus().intersects(numaNode.cpus()))
                        .toList();
                if (turn < cores.size() && chosen.size() < wanted) {
                    chosen = chosen.or(cores.get(turn).cpus());
                }
            }
        }
        return chosen;
    }

    /// Of one shape: a part of the work.
    List<Candidate> parts(int index) {
        List<Candidate> candidates = new ArrayList<>();
        Shape shape = setup.shapes().get(index);
        for (int parts : List.of(2, 3, 4, 8)) {
            ShapeEdits.part(shape, parts).ifPresent(part -> candidates.add(new Candidate("parts",
                    shape.name() + " as " + parts + " pods of " + part.asks(), setup.with(index, part, parts))));
        }
        return candidates;
    }

    Candidate sized(int index, String resource, Quantity amount) {
        Shape shape = setup.shapes().get(index);
        String from = ShapeEdits.amount(shape, resource).orElse(Quantity.ZERO).toText();
        return new Candidate("size", shape.name() + ": " + resource + " " + amount.toText() + " instead of " + from,
                setup.with(index, ShapeEdits.with(shape, resource, amount), 1));
    }
}
