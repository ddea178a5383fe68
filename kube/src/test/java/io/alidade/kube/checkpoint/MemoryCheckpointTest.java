package io.alidade.kube.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.memory.MemoryState;
import io.alidade.engine.memory.MemoryState.Block;
import io.alidade.engine.memory.MemoryState.NumaNodeState;
import io.alidade.engine.memory.MemoryState.Table;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.golang.GoJsonWriter;
import io.alidade.kube.golang.GoValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class MemoryCheckpointTest {
    private static final FeatureGates OFF = FeatureGates.DEFAULTS;
    private static final FeatureGates ON = new FeatureGates(Map.of("PodLevelResourceManagers", true));
    private static final KubeletVersion V1_36 = KubeletVersion.V1_36;
    private static final KubeletVersion V1_37 = KubeletVersion.V1_37;
    private static final long GIB = 1L << 30;

    private static final String FIELDS = "\"policyName\":\"static\",\"machineState\":{\"0\":{\"numberOfAssignments\":0,"
            + "\"memoryMap\":{\"memory\":{\"total\":2048,\"systemReserved\":512,\"allocatable\":1536,\"reserved\":512,"
            + "\"free\":1024}},\"cells\":[]}},\"entries\":{\"pod\":{\"container1\":[{\"numaAffinity\":[0],\"type\":\"memory\","
            + "\"size\":512}]}}";
    private static final String POD_ENTRIES = ",\"podEntries\":{\"pod\":{\"memoryBlocks\":[{\"numaAffinity\":[0],\"type\":\"memory\",\"size\":512}]}}";
    private static final List<Block> BLOCKS = List.of(new Block(List.of(0), "memory", 512));
    private static final MemoryState WITH_POD = new MemoryState("static",
            Map.of(0, new NumaNodeState(0, Map.of("memory", new Table(2048, 512, 1536, 512, 1024)), List.of())),
            Map.of("pod", Map.of("container1", BLOCKS)), Map.of("pod", BLOCKS));
    private static final MemoryState PLAIN = new MemoryState("static", WITH_POD.machineState(), WITH_POD.entries(),
            Map.of());

    private static String v1(long checksum) {
        return "{" + FIELDS + ",\"checksum\":" + checksum + "}";
    }

    private static String v3(String data, long dataChecksum) {
        return "{" + FIELDS + ",\"checksum\":4215593881,\"data\":" + GoJsonWriter.write(new GoValue.Text(data))
                + ",\"dataChecksum\":" + dataChecksum + "}";
    }

    private static final String V1 = v1(4215593881L);
    private static final String V2 = "{" + FIELDS + POD_ENTRIES + ",\"checksum\":1278640530}";
    private static final String V3 = v3("{" + FIELDS + "}", 1849615440);
    private static final String V3_WITH_POD = v3("{" + FIELDS + POD_ENTRIES + "}", 637296054);

    private static Restored<MemoryState> parse(String text, KubeletVersion version, FeatureGates gates, String policy) {
        return MemoryCheckpoint.parse("/k/memory_manager_state", text.getBytes(StandardCharsets.UTF_8), version, gates,
                policy);
    }

    private static Restored<MemoryState> loaded(MemoryState state) {
        return new Restored.Loaded<>(state);
    }

    private static Restored<MemoryState> refused(String error) {
        return new Restored.Refused<>("could not restore state from checkpoint: " + error
                + ", please drain this node and"
                + " delete the memory manager checkpoint file \"/k/memory_manager_state\" before restarting Kubelet");
    }

    @Test
    void toText_examplesOfTheSpecification_areExact() {
        assertThat(MemoryCheckpoint.toText(WITH_POD, V1_36, OFF)).isEqualTo(V1);
        assertThat(MemoryCheckpoint.toText(WITH_POD, V1_36, ON)).isEqualTo(V2);
        assertThat(MemoryCheckpoint.toText(WITH_POD, V1_37, OFF)).isEqualTo(V3);
        assertThat(MemoryCheckpoint.toText(WITH_POD, V1_37, ON)).isEqualTo(V3_WITH_POD);
    }

    @Test
    void toText_policyNone_hasTheRecordedChecksums() {
        MemoryState none = new MemoryState("None", Map.of(), Map.of(), Map.of());
        assertThat(MemoryCheckpoint.toText(none, V1_37, OFF)).isEqualTo("{\"policyName\":\"None\",\"machineState\":{},"
                + "\"checksum\":4236770233,\"data\":\"{\\\"policyName\\\":\\\"None\\\",\\\"machineState\\\":{}}\","
                + "\"dataChecksum\":3093843326}");
    }

    @Test
    void toText_freshStatic_hasTheChecksumsOfTheSpecification() {
        Map<String, Table> tables = Map.of("memory", new Table(16 * GIB, GIB, 15 * GIB, 0, 15 * GIB));
        MemoryState fresh = new MemoryState("Static",
                Map.of(0, new NumaNodeState(0, tables, List.of(0)), 1, new NumaNodeState(0, tables, List.of(1))),
                Map.of(),
                Map.of());
        assertThat(MemoryCheckpoint.toText(fresh, V1_37, OFF)).contains("\"checksum\":3869895101,")
                .endsWith("\"dataChecksum\":3151788970}");
        assertThat(MemoryCheckpoint.toText(fresh, V1_36, OFF)).endsWith("\"checksum\":3869895101}");
    }

    @Test
    void toText_manyNumaNodes_sortsKeysAsTexts() {
        NumaNodeState node = new NumaNodeState(0, Map.of(), List.of());
        MemoryState state = new MemoryState("Static", Map.of(0, node, 1, node, 2, node, 10, node), Map.of(), Map.of());
        String text = MemoryCheckpoint.toText(state, V1_36, OFF);
        assertThat(text.replaceAll(":\\{\"numberOf[^}]*}[^}]*}", "")).contains("{\"0\",\"1\",\"10\",\"2\"}");
        assertThat(parse(text, V1_36, OFF, "Static")).isEqualTo(loaded(state));
    }

    @Test
    void toText_largeAmounts_areUnsigned() {
        MemoryState state = new MemoryState("Static",
                Map.of(0, new NumaNodeState(1, Map.of("memory", new Table(-1, 0, 0, 1, Long.MIN_VALUE)), List.of(0))),
                Map.of(), Map.of());
        String text = MemoryCheckpoint.toText(state, V1_36, OFF);
        assertThat(text).contains("\"total\":18446744073709551615", "\"free\":9223372036854775808");
        assertThat(parse(text, V1_36, OFF, "Static")).isEqualTo(loaded(state));
    }

    @Test
    void parse_eachFormat_isReadWhereTheKubeletReadsIt() {
        assertThat(parse(V1, V1_36, OFF, "static")).isEqualTo(loaded(PLAIN));
        assertThat(parse(V1, V1_36, ON, "static")).isEqualTo(loaded(PLAIN));
        assertThat(parse(V1, V1_37, OFF, "static")).isEqualTo(loaded(PLAIN));
        assertThat(parse(V2, V1_36, ON, "static")).isEqualTo(loaded(WITH_POD));
        assertThat(parse(V2, V1_36, OFF, "static")).isEqualTo(refused("checkpoint is corrupted"));
        assertThat(parse(V2, V1_37, ON, "static")).isEqualTo(loaded(WITH_POD));
        assertThat(parse(V2, V1_37, OFF, "static")).isEqualTo(loaded(PLAIN));
        assertThat(parse(V3_WITH_POD, V1_37, ON, "static")).isEqualTo(loaded(WITH_POD));
        assertThat(parse(V3_WITH_POD, V1_37, OFF, "static")).isEqualTo(loaded(PLAIN));
        assertThat(parse(V3_WITH_POD, V1_36, OFF, "static")).isEqualTo(loaded(PLAIN));
    }

    // 10.1 up to 1.35: the one original format, whose checksum is always looked at
    @ParameterizedTest
    @EnumSource(mode = Mode.INCLUDE, names = {"V1_32", "V1_33", "V1_34", "V1_35"})
    void upTo135_v1IsReadAndWritten(KubeletVersion version) {
        assertThat(MemoryCheckpoint.toText(WITH_POD, version, ON)).isEqualTo(V1);
        assertThat(parse(V1, version, ON, "static")).isEqualTo(loaded(PLAIN));
        assertThat(parse(V3_WITH_POD, version, OFF, "static")).isEqualTo(loaded(PLAIN));
        assertThat(parse(V2, version, ON, "static")).isEqualTo(refused("checkpoint is corrupted"));
        assertThat(parse(v1(0), version, OFF, "static")).isEqualTo(refused("checkpoint is corrupted"));
    }

    @Test
    void parse_checksumOfZero_isAcceptedAsV1() {
        assertThat(parse(v1(0), V1_36, OFF, "static")).isEqualTo(loaded(PLAIN));
        assertThat(parse(v1(0), V1_37, ON, "static")).isEqualTo(loaded(PLAIN));
        assertThat(parse(v1(1), V1_36, OFF, "static")).isEqualTo(refused("checkpoint is corrupted"));
    }

    @Test
    void parse_corruptedV3_isNotReadAsAnythingElse() {
        assertThat(parse(V3.replace("1849615440", "1"), V1_37, OFF, "static"))
                .isEqualTo(refused("could not load v3 checkpoint: checkpoint is corrupted"));
        assertThat(
                parse(v1(4215593881L).replaceFirst("}$", ",\"dataChecksum\":1234}"), V1_37, OFF,
                        "static"))
                .isEqualTo(refused("could not load v3 checkpoint: failed to deserialize memory manager checkpoint"
                        + " data: unexpected end of JSON input"));
    }

    @Test
    void parse_otherPolicy_isRefused() {
        assertThat(parse(V1, V1_36, OFF, "None")).isEqualTo(
                refused("[memorymanager] configured policy \"None\" differs from state checkpoint policy \"static\""));
    }

    @Test
    void parse_noCheckpointAtAll_answersInGosWords() {
        assertThat(parse("", V1_36, OFF, "None")).isEqualTo(refused("unexpected end of JSON input"));
        assertThat(parse("{\"machineState\":{\"x\":{}}}", V1_36, OFF, "None"))
                .isEqualTo(refused("json: cannot unmarshal"
                        + " number x into Go struct field MemoryManagerCheckpointV1.machineState of type int"));
    }

    @Test
    void parse_whatNoStateCanHold_isRefused() {
        assertThat(parse("{\"policyName\":\"Static\",\"machineState\":{\"0\":null}}", V1_36, OFF, "Static"))
                .isEqualTo(refused("machineState of NUMA node 0 is null"));
        assertThat(parse("{\"policyName\":\"Static\",\"machineState\":{\"4294967296\":{}}}", V1_36, OFF, "Static"))
                .isEqualTo(refused("the number 4294967296 is beyond any NUMA node or count of assignments"));
    }
}
