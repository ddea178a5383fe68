package io.alidade.plan.fleet.replay;

import io.alidade.engine.Admission;
import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.Node;
import io.alidade.engine.allocation.Allocations;
import io.alidade.engine.pod.PodRequest;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.fit.NodeUsage;
import io.alidade.plan.alignment.Alignments;
import io.alidade.plan.fleet.NodePool;
import io.alidade.plan.fleet.scheduler.ResourceTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The kubelets of the pools as they are now. A node is a value that shares what has not changed with the one before, so
/// thousands of them are small.
///
/// What a node refused it refuses again while it stays as it is, so that is remembered by shape.
final class FleetNodes {
    private final List<NodePool> pools;
    private final List<KubeletNode> empty = new ArrayList<>();
    private final Map<Integer, NodeUsage> running = new TreeMap<>();
    private final List<Alignments> alignments = new ArrayList<>();
    private final ResourceTable table;
    private final List<long[]> offers;
    private final Node[] nodes;
    private final int[] poolOf;
    private final List<Map<String, String>> refusals = new ArrayList<>();

    /// @throws IllegalStateException if a kubelet does not start; ask [#obstacle] first
    FleetNodes(List<NodePool> pools) {
        this.pools = pools;
        int count = pools.stream().mapToInt(NodePool::count).sum();
        nodes = new Node[count];
        poolOf = new int[count];
        int next = 0;
        for (NodePool pool : pools) {
            KubeletNode kubelet = started(pool.start());
            int first = next;
            for (int node = 0; node < pool.count(); node++) {
                nodes[next] = kubelet.node();
                refusals.add(Map.of());
                poolOf[next++] = empty.size();
            }
            if (pool.state().isPresent()) {
                KubeletNode known = started(pool.startFirst()).arrival(List.of()).node();
                nodes[first] = known.node().podSourcesReady(known.node().holders());
                running.put(first, known.usage());
            }
            empty.add(kubelet);
            alignments.add(Alignments.on(kubelet.node()));
        }
        table = ResourceTable.of(empty.stream().map(kubelet -> kubelet.fit().allocatable().allocatable()).toList());
        offers = empty.stream().map(kubelet -> table.offer(kubelet.fit().allocatable().allocatable())).toList();
    }

    /// Why the kubelets of a pool do not start, if they do not.
    static Optional<String> obstacle(NodePool pool) {
        return pool.startFirst() instanceof KubeletStart.Refused(String error)
                ? Optional.of("the kubelet of pool " + pool.name() + " does not start: " + error) : Optional.empty();
    }

    private static KubeletNode started(KubeletStart start) {
        return switch (start) {
            case KubeletStart.Started(KubeletNode node, var _) -> node;
            case KubeletStart.Refused(String error) -> throw new IllegalStateException(error);
        };
    }

    /// What pods take that ran before the replay, by node.
    Map<Integer, NodeUsage> running() {
        return running;
    }

    ResourceTable table() {
        return table;
    }

    /// What a node of each pool offers, by number of the resource.
    List<long[]> offers() {
        return offers;
    }

    /// An empty node of each pool.
    List<Node> empty() {
        return empty.stream().map(KubeletNode::node).toList();
    }

    int count() {
        return nodes.length;
    }

    Node node(int node) {
        return nodes[node];
    }

    int poolOf(int node) {
        return poolOf[node];
    }

    /// The name of a node, given the first number of its pool.
    String name(int node) {
        int first = node;
        while (first > 0 && poolOf[first - 1] == poolOf[node]) {
            first--;
        }
        return pools.get(poolOf[node]).nodeName(node - first);
    }

    /// What a node decided.
    sealed interface Verdict {
        /// The pod is in.
        ///
        /// @param node       with the pod
        /// @param containers what they were given
        record Admitted(Node node, List<ContainerPlacement> containers) implements Verdict {}

        record Refused(String reason) implements Verdict {}
    }

    /// Lets a node decide; what it decides happens. The containers of an admitted pod are started.
    ///
    /// @param shape what the pod is, by name
    Verdict admit(int node, PodRequest pod, String shape) {
        String known = refusals.get(node).getOrDefault(shape, "");
        if (!known.isEmpty()) {
            return new Verdict.Refused(known);
        }
        return switch (nodes[node].admit(pod)) {
            case Admission.Admitted admitted -> {
                change(node, admitted.node().started(pod.uid()));
                yield new Verdict.Admitted(admitted.node(), admitted.containers());
            }
            case Admission.Rejected rejected -> {
                if (isSame(nodes[node].allocations(), rejected.node().allocations())) {
                    remember(node, shape, rejected.reason());
                } else {
                    change(node, rejected.node());
                }
                yield new Verdict.Refused(rejected.reason());
            }
        };
    }

    private void change(int node, Node next) {
        nodes[node] = next;
        refusals.set(node, Map.of());
    }

    private void remember(int node, String shape, String reason) {
        if (refusals.get(node).isEmpty()) {
            refusals.set(node, new HashMap<>());
        }
        refusals.get(node).put(shape, reason);
    }

    /// The very same objects: what has changed is another one.
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Allocations now, Allocations then) {
        return now.cpus() == then.cpus() && now.memory() == then.memory() && now.devices() == then.devices();
    }

    /// Says how pods lie on a node.
    Alignments alignments(int node) {
        return alignments.get(poolOf[node]);
    }

    /// Takes a pod away.
    void remove(int node, String podUid) {
        change(node, nodes[node].remove(podUid));
    }

    /// Takes a pod away as it was foreseen, unless something has happened on the node since.
    void remove(int node, String podUid, LeavingPods.Change foreseen) {
        if (nodes[node] == foreseen.before()) {
            change(node, foreseen.after());
        } else {
            remove(node, podUid);
        }
    }
}
