package io.alidade.agent.watch;

import io.alidade.agent.decision.AdmissionTrace;
import io.alidade.agent.decision.AdmissionTrace.Allocated;
import io.alidade.engine.Node;
import io.alidade.engine.cpu.CpuAllocations;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.provider.Provider;
import io.alidade.engine.topology.CpuTopology;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// How many CPUs are in use. Changed by the decision thread, read by all.
abstract class CpuGauges {
    /// What is shown.
    ///
    /// @param exclusive   CPUs that containers have for themselves
    /// @param shared      CPUs that could be given away
    /// @param perNumaNode exclusive CPUs by the id of their NUMA node
    record Values(int exclusive, int shared, Map<Integer, Integer> perNumaNode) {
        Values {
            perNumaNode = Map.copyOf(perNumaNode);
        }
    }

    abstract Values now();

    /// A walk over a pod has ended.
    abstract void decided(AdmissionTrace trace, String podUid);

    /// What the node has given away may be another.
    abstract void moved(CpuAllocations next);

    /// Those of a node.
    ///
    /// @param drift whether they go wrong as they do in a kubelet of its version
    static CpuGauges of(Node node, boolean drift) {
        CpuTopology topology = new CpuTopology(node.topology());
        return drift && !node.settings().kubeletVersion().recountsCpusInUse()
                ? new Counted(topology, node.allocations().cpus())
                : new Recounted(topology, node.allocations().cpus());
    }

    private static CpuSet assigned(CpuAllocations cpus) {
        CpuSet[] all = {CpuSet.empty()};
        cpus.forEachPod((_, containers) -> containers.forEach((_, own) -> all[0] = all[0].or(own)));
        return all[0];
    }

    /// As they are.
    private static final class Recounted extends CpuGauges {
        private final CpuTopology topology;
        private volatile CpuAllocations cpus;

        Recounted(CpuTopology topology, CpuAllocations start) {
            this.topology = topology;
            this.cpus = start;
        }

        @Override
        Values now() {
            CpuAllocations seen = cpus;
            CpuSet all = assigned(seen);
            Map<Integer, Integer> perNumaNode = new TreeMap<>();
            topology.numaNodes().forEach(group -> perNumaNode.put(group.id(), group.cpus().andSize(all)));
            return new Values(all.size(), seen.availableCpus().size(), perNumaNode);
        }

        @Override
        void decided(AdmissionTrace trace, String podUid) {
            // What stays of it is told to moved.
        }

        @Override
        void moved(CpuAllocations next) {
            cpus = next;
        }
    }

    /// Counted up and down with every allocation and release (cpu-manager 17.2, 17.4, 17.5): CPUs of an init container that
    /// are used again count twice when they are given and once when they come back, and a NUMA node of which nothing is in use
    /// any more keeps its last figure.
    private static final class Counted extends CpuGauges {
        private final CpuTopology topology;
        private final Map<Integer, Integer> perNumaNode = new TreeMap<>();
        private CpuAllocations cpus;
        private int exclusive;
        private int shared;
        private volatile Values now;

        Counted(CpuTopology topology, CpuAllocations start) {
            this.topology = topology;
            this.cpus = start;
            CpuSet all = assigned(start);
            exclusive = all.size();
            shared = start.availableCpus().size();
            refresh(all);
            now = values();
        }

        private Values values() {
            return new Values(exclusive, shared, perNumaNode);
        }

        @Override
        Values now() {
            return now;
        }

        private void refresh(CpuSet all) {
            topology.numaNodes().stream().filter(group -> group.cpus().intersects(all))
                    .forEach(group -> perNumaNode.put(group.id(), group.cpus().andSize(all)));
        }

        @Override
        void decided(AdmissionTrace trace, String podUid) {
            for (AdmissionTrace.Step step : trace.steps()) {
                if (step instanceof Allocated allocated && allocated.provider() == Provider.CPU) {
                    taken(allocated, podUid);
                    cpus = allocated.after().cpus();
                }
            }
            now = values();
        }

        private void taken(Allocated step, String podUid) {
            CpuAllocations before = step.before().cpus();
            CpuAllocations after = step.after().cpus();
            step.container().ifPresentOrElse(container -> {
                if (before.assigned(podUid, container).isEmpty() && after.assigned(podUid, container).isPresent()) {
                    count(after.assigned(podUid, container).get().size());
                    refresh(assigned(after));
                }
            }, () -> {
                // A pod's own set is counted before it is written down.
                int taken = before.sharedCpus().andNot(after.sharedCpus()).size();
                if (taken > 0) {
                    count(taken);
                    refresh(assigned(before));
                }
            });
        }

        private void count(int more) {
            exclusive += more;
            shared -= more;
        }

        @Override
        void moved(CpuAllocations next) {
            Set<String> left = new HashSet<>(next.pods());
            for (String pod : cpus.pods()) {
                if (!left.contains(pod)) {
                    released(pod);
                }
            }
            cpus = next;
            now = values();
        }

        private void released(String pod) {
            CpuAllocations without = cpus.release(pod);
            int freed = without.sharedCpus().size() - cpus.sharedCpus().size();
            List<CpuSet> left = new ArrayList<>();
            cpus.containers(pod).forEach((_, own) -> left.add(own));
            CpuSet others = assigned(without);
            // Container by container: the last figure of a NUMA node stays.
            while (!left.isEmpty()) {
                left.removeFirst();
                refresh(left.stream().reduce(others, CpuSet::or));
            }
            count(-freed);
            cpus = without;
        }
    }
}
