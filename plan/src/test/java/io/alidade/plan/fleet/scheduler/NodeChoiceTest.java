package io.alidade.plan.fleet.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.Admission;
import io.alidade.engine.Node;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import io.alidade.plan.fleet.Fleets;
import io.alidade.plan.fleet.NodePool;
import io.alidade.plan.fleet.scheduler.SchedulerModel.Spread;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeChoiceTest {
    private final List<Node> nodes = new ArrayList<>();
    private int pods;

    private NodeChoice choice(SchedulerModel model, NodePool... pools) {
        List<Node> empty = new ArrayList<>();
        List<Map<String, Quantity>> offers = new ArrayList<>();
        nodes.clear();
        for (NodePool pool : pools) {
            KubeletStart.Started started = (KubeletStart.Started) KubeletNode.start(pool.machine(),
                    pool.configuration(), pool.version());
            empty.add(started.node().node());
            offers.add(started.node().fit().allocatable().allocatable());
            nodes.addAll(Collections.nCopies(pool.count(), started.node().node()));
        }
        ResourceTable table = ResourceTable.of(offers);
        return new NodeChoice(model, table, List.of(pools), offers.stream().map(table::offer).toList(), empty);
    }

    private static PodManifest pod(String requests, String spec) {
        return PodManifests.readPod(Fleets.document("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {" + spec
                + "containers: [{name: c, resources: {limits: {" + requests + "}}}]}}"));
    }

    private int put(NodeChoice choice, PodManifest pod) {
        NodeChoice.Wanted wanted = choice.wanted(pod);
        int node = choice.choose(wanted).orElse(-1);
        if (node >= 0) {
            Admission admission = nodes.get(node).admit(pod.renamed("p" + pods++).request());
            nodes.set(node, admission.node());
            choice.count(wanted.demand(), node, true, admission.node());
        }
        return node;
    }

    @Test
    void choose_leastAllocated_spreads() {
        NodeChoice choice = choice(SchedulerModel.USUAL, Fleets.pool("a", 3, "none", "x"));
        PodManifest pod = pod("cpu: 4, memory: 8Gi", "");
        assertThat(List.of(put(choice, pod), put(choice, pod), put(choice, pod), put(choice, pod)))
                .containsExactly(0, 1, 2, 0);
    }

    @Test
    void choose_mostAllocated_packs() {
        NodeChoice choice = choice(new SchedulerModel(Spread.MOST_ALLOCATED, false),
                Fleets.pool("a", 3, "none", "x"));
        PodManifest pod = pod("cpu: 10, memory: 8Gi", "");
        assertThat(List.of(put(choice, pod), put(choice, pod), put(choice, pod))).containsExactly(0, 0, 1);
    }

    @Test
    void choose_selectorAndTaint_areHonoured() {
        NodeChoice choice = choice(SchedulerModel.USUAL, Fleets.pool("a", 1, "none", "x"),
                Fleets.pool("b", 1, "none", "w"), Fleets.pool("c", 1, "none", "only-z"));
        assertThat(put(choice, pod("cpu: 1", "nodeSelector: {pool: w}, "))).isEqualTo(1);
        assertThat(put(choice, pod("cpu: 1", "nodeSelector: {pool: only-z}, "))).isEqualTo(-1);
        assertThat(put(choice, pod("cpu: 1", "nodeSelector: {pool: only-z}, tolerations: [{operator: Exists}], ")))
                .isEqualTo(2);
        assertThat(put(choice, pod("cpu: 1", "nodeName: b-0, "))).isEqualTo(1);
    }

    @Test
    void choose_moreThanIsFree_findsNone() {
        NodeChoice choice = choice(SchedulerModel.USUAL, Fleets.pool("a", 1, "none", "x"));
        assertThat(put(choice, pod("cpu: 23", ""))).isEqualTo(-1);
        assertThat(put(choice, pod("cpu: 22", ""))).isZero();
        assertThat(put(choice, pod("cpu: 1", ""))).isEqualTo(-1);
        assertThat(put(choice, pod("example.com/nowhere: 1", ""))).isEqualTo(-1);
    }

    @Test
    void choose_numaAware_passesATrapBy() {
        SchedulerModel aware = new SchedulerModel(Spread.LEAST_ALLOCATED, true);
        PodManifest small = pod("cpu: 6, memory: 1Gi", "nodeName: a-0, ");
        PodManifest large = pod("cpu: 9, memory: 1Gi", "");
        for (SchedulerModel model : List.of(SchedulerModel.USUAL, aware)) {
            // Each NUMA node of a-0 has too few CPUs for the large pod, and both together have enough.
            NodeChoice choice = choice(model, Fleets.pool("a", 1, "single-numa-node", "x"),
                    Fleets.pool("b", 1, "single-numa-node", "w"));
            put(choice, small);
            put(choice, small);
            PodManifest filler = pod("cpu: 11, memory: 30Gi", "nodeName: b-0, ");
            put(choice, filler);
            boolean isAware = model.isNumaAware();
            assertThat(put(choice, large)).as(model.toString()).isEqualTo(isAware ? 1 : 0);
        }
    }

    @Test
    void evenness_ofScores_isKubeSchedulers() {
        // 2 of 10 CPUs and 4 of 10 Gi: (80 + 60) / 2; half a tenth off balance, as even as empty: 50 + (50 + 90 - 100) / 2.
        ResourceTable table = ResourceTable.of(List.of(Map.of("cpu", Quantity.of(10), "memory",
                Quantity.parse("10Gi"))));
        long[] offer = table.offer(Map.of("cpu", Quantity.of(10), "memory", Quantity.parse("10Gi")));
        Demand demand = Demand.of(table, pod("cpu: 2, memory: 4Gi", ""));
        assertThat(NodeScore.of(Spread.LEAST_ALLOCATED, demand, offer, new long[table.size() + 2], table.size()))
                .isEqualTo(70 + 70);
    }
}
