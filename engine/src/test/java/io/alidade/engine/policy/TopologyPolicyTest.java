package io.alidade.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.sample.Topologies;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.StartRefusal;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// topology-manager 4 and 5.
class TopologyPolicyTest {
    private static final NodeTopology TWO = Topologies.sockets(2, 2, 1);
    private static final NodeTopology NINE = Topologies.sockets(9, 1, 1);

    private static TopologyPolicy start(NodeTopology machine, NodeSettings.Builder settings) throws StartRefusal {
        return TopologyPolicy.start(machine, settings.build());
    }

    private static NodeSettings.Builder restricted() {
        return NodeSettings.builder().topologyPolicy("restricted");
    }

    private static void assertRefused(NodeTopology machine, NodeSettings.Builder settings, String text) {
        assertThatThrownBy(() -> start(machine, settings)).isInstanceOf(StartRefusal.class).hasMessage(text);
    }

    @Test
    void start_eachPolicy_isMade() throws Exception {
        assertThat(start(TWO, NodeSettings.builder())).isInstanceOf(TopologyPolicy.None.class);
        assertThat(start(TWO, NodeSettings.builder().topologyPolicy("best-effort")))
                .isInstanceOf(TopologyPolicy.BestEffort.class);
        assertThat(start(TWO, restricted())).isInstanceOf(TopologyPolicy.Restricted.class);
        assertThat(start(TWO, NodeSettings.builder().topologyPolicy("single-numa-node")))
                .isInstanceOf(TopologyPolicy.SingleNumaNode.class);
    }

    // 5.1 step 1
    @Test
    void start_none_looksAtNothingElse() throws Exception {
        assertThat(start(NINE, NodeSettings.builder().topologyScope("node").topologyOption("unknown", "x")
                .topologyOption("prefer-closest-numa-nodes", "maybe"))).isEqualTo(new TopologyPolicy.None());
    }

    // 4.1, 4.2, minor by minor: with the beta group off
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"V1_32|Topology Manager Policy Beta-level Options not enabled",
        "V1_33|topology manager policy beta-level options not enabled",
        "V1_34|topology manager policy beta-level options not enabled"})
    void start_maxAllowableNumaNodesUpTo134_needsTheBetaGroup(KubeletVersion version, String text) throws Exception {
        NodeSettings.Builder settings = restricted().kubeletVersion(version)
                .topologyOption("max-allowable-numa-nodes", "9")
                .topologyOption("prefer-closest-numa-nodes", "false");
        assertThat(start(NINE, settings)).isInstanceOf(TopologyPolicy.Restricted.class);
        NodeSettings.Builder off = settings.featureGate(FeatureGates.TOPOLOGY_BETA_OPTIONS, false);
        assertRefused(NINE, off, text + ", but option \"max-allowable-numa-nodes\" provided");
        assertThat(start(NINE, off.kubeletVersion(KubeletVersion.V1_35))).isInstanceOf(TopologyPolicy.Restricted.class);
    }

    // 4.2
    @Test
    void start_unusableOptions_areRefused() {
        assertRefused(TWO, restricted().topologyOption("numa-allocation-strategy", "none"),
                "unknown Topology Manager Policy option: \"numa-allocation-strategy\"");
        assertRefused(TWO, restricted().topologyOption("prefer-closest-numa-nodes", "yes"),
                "bad value for option \"prefer-closest-numa-nodes\": strconv.ParseBool: parsing \"yes\": invalid syntax");
    }

    @ParameterizedTest
    @CsvSource({"abc", "''", "8.0", "' 9'", "0x9", "'9 '", "+-9"})
    void start_maximumThatIsNoInteger_isRefused(String value) {
        assertRefused(TWO, restricted().topologyOption("max-allowable-numa-nodes", value),
                "unable to convert policy option to integer \"max-allowable-numa-nodes\": strconv.Atoi: parsing \""
                        + value + "\": invalid syntax");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "-99999999999999999999"})
    void start_maximumBeyondALong_isOutOfRange(String value) {
        assertRefused(TWO, restricted().topologyOption("max-allowable-numa-nodes", value),
                "unable to convert policy option to integer \"max-allowable-numa-nodes\": strconv.Atoi: parsing \""
                        + value + "\": value out of range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "0", "-9"})
    void start_maximumBelowTheDefault_isRefused(String value) {
        assertRefused(TWO, restricted().topologyOption("max-allowable-numa-nodes", value),
                "the minimum value of \"max-allowable-numa-nodes\" should not be less than 8");
    }

    // Both options are stable: no gate matters.
    @Test
    void start_gatesOff_doNotMatter() throws Exception {
        assertThat(start(TWO, restricted().topologyOption("prefer-closest-numa-nodes", "T")
                .topologyOption("max-allowable-numa-nodes", "8").featureGate(FeatureGates.TOPOLOGY_BETA_OPTIONS, false)
                .featureGate(FeatureGates.TOPOLOGY_ALPHA_OPTIONS, false)))
                .isInstanceOf(TopologyPolicy.Restricted.class);
    }

    // 5.1 step 4
    @ParameterizedTest
    @ValueSource(strings = {"9", "+9", "009", "9223372036854775807", "0000000000000000000000009"})
    void start_moreNumaNodesThanTheDefault_needTheOption(String maximum) throws Exception {
        assertRefused(NINE, restricted(), "unsupported on machines with more than 8 NUMA Nodes");
        assertThat(start(NINE, restricted().topologyOption("max-allowable-numa-nodes", maximum)))
                .isInstanceOf(TopologyPolicy.Restricted.class);
        assertRefused(Topologies.sockets(10, 1, 1), restricted().topologyOption("max-allowable-numa-nodes", "9"),
                "unsupported on machines with more than 9 NUMA Nodes");
    }

    // 5.1, the order of the steps
    @Test
    void start_severalThingsWrong_reportsTheFirst() {
        NodeTopology blind = new NodeTopology(
                List.of(new NumaNode(0, 1, Map.of(), List.of()), new NumaNode(1, 1, Map.of(), List.of(20, 10))),
                TWO.cpus().stream().limit(1).toList());
        NodeSettings.Builder all = NodeSettings.builder().topologyPolicy("strict").topologyScope("node");
        assertRefused(blind, all, "unknown policy: \"strict\"");
        assertRefused(blind, NodeSettings.builder().topologyPolicy("restricted").topologyScope("node"),
                "unknown scope: \"node\"");
        all.topologyOption("prefer-closest-numa-nodes", "true");
        assertRefused(blind, all, "cannot discover NUMA topology: error getting NUMA distances from cadvisor");
        assertRefused(NINE, all, "unsupported on machines with more than 8 NUMA Nodes");
        all.topologyOption("a", "b");
        assertRefused(blind, all, "unknown Topology Manager Policy option: \"a\"");
    }
}
