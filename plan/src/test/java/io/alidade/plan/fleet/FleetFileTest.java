package io.alidade.plan.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.kube.document.BadInput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetFileTest {
    private static FleetFile read(String text) {
        return FleetFile.read("fleet.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void read_pools_haveTheirLabelsAndTaints() {
        FleetFile file = read("""
                kind: Fleet
                pools:
                - {name: a, count: 3, machine: m.yaml, config: k.yaml, kubeletVersion: "1.35", labels: {x: v}}
                - {name: b, count: 1, machine: m.yaml, taints: [{key: k, value: v, effect: NoSchedule}]}
                """);
        assertThat(file.pools()).extracting(FleetFile.Pool::name).containsExactly("a", "b");
        assertThat(file.pools().getFirst().labels()).containsEntry("x", "v");
        assertThat(file.pools().getFirst().kind().version()).contains("1.35");
        assertThat(file.pools().getLast().taints()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {kind: Pod}                                                       | not Fleet
            {kind: Fleet}                                                     | has no pools
            {kind: Fleet, pools: [{name: a, count: -2, machine: m}]}          | pools[0].count is the number -2, not from 1
            {kind: Fleet, pools: [{name: a, machine: m}]}                     | pools[0].count is missing
            {kind: Fleet, pools: [{name: a, count: 1}]}                       | pools[0].machine is missing
            {kind: Fleet, pools: [{count: 1, machine: m}]}                    | pools[0].name is missing
            {kind: Fleet, pools: [{name: a, count: 2, machine: m, state: s}]} | pools[0].state is the checkpoints of one node
            {kind: Fleet, pools: [{name: a, count: 1, machine: m, cout: 2}]}  | pools[0].cout is no field of a pool
            {kind: Fleet, pool: []}                                           | has no pools
            """)
    void read_ofWhatIsNoFleet_saysWhatAndWhere(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(BadInput.class).hasMessageContaining(message);
    }

    @Test
    void read_twoPoolsOfOneName_saysSo() {
        assertThatThrownBy(() -> read("{kind: Fleet, pools: [{name: a, count: 1, machine: m}, {name: a, count: 1,"
                + " machine: m}]}")).isInstanceOf(BadInput.class).hasMessageContaining("which another pool has");
    }

    @Test
    void cluster_nodesAlikeForPods_areOneGroup() {
        ClusterFile cluster = ClusterFile.read("cluster.json", """
                {"kind": "List", "apiVersion": "v1", "items": [
                 {"kind": "Node", "apiVersion": "v1", "metadata": {"name": "n1", "labels":
                   {"node.kubernetes.io/instance-type": "m5", "kubernetes.io/hostname": "n1", "zone": "a"}}},
                 {"kind": "Node", "apiVersion": "v1", "metadata": {"name": "n2", "labels":
                   {"node.kubernetes.io/instance-type": "m5", "kubernetes.io/hostname": "n2", "zone": "b"}}},
                 {"kind": "Node", "apiVersion": "v1", "metadata": {"name": "n3", "labels":
                   {"node.kubernetes.io/instance-type": "m5", "disk": "ssd"}}, "spec": {"unschedulable": true}},
                 {"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "late", "creationTimestamp":
                   "2026-02-01T00:00:00Z"}, "spec": {"nodeName": "n1", "nodeSelector": {"disk": "ssd"},
                   "containers": [{"name": "c"}]}},
                 {"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "early", "creationTimestamp":
                   "2026-01-01T00:00:00Z"}, "spec": {"containers": [{"name": "c"}]}},
                 {"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "gone"}, "status": {"phase": "Succeeded"},
                   "spec": {"containers": [{"name": "c"}]}}]}
                """.getBytes(StandardCharsets.UTF_8));
        assertThat(cluster.groups()).extracting(ClusterFile.Group::nodes)
                .containsExactly(List.of("n1", "n2"), List.of("n3"));
        assertThat(cluster.groups().getLast().taints()).hasSize(1);
        assertThat(cluster.pods()).extracting(pod -> pod.request().name()).containsExactly("early", "late");
        assertThat(cluster.pods()).allSatisfy(pod -> assertThat(pod.nodeName()).isEmpty());
    }
}
