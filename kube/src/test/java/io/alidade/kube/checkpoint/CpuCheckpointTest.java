package io.alidade.kube.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.checkpoint.CpuCheckpoint.ContainerReference;
import io.alidade.kube.document.BadInput;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class CpuCheckpointTest {
    private static final FeatureGates OFF = FeatureGates.DEFAULTS;
    private static final FeatureGates ON = new FeatureGates(Map.of("PodLevelResourceManagers", true));
    private static final KubeletVersion V1_36 = KubeletVersion.V1_36;
    private static final KubeletVersion V1_37 = KubeletVersion.V1_37;

    private static final String NONE_V2 = "{\"policyName\":\"none\",\"defaultCpuSet\":\"\",\"checksum\":1353318690}";
    private static final String NONE_V1 = "{\"policyName\":\"none\",\"defaultCpuSet\":\"\",\"checksum\":3242152201}";
    private static final String TWO_PODS = "{\"policyName\":\"static\",\"defaultCpuSet\":\"0-3,6-7\",\"entries\":"
            + "{\"pod1\":{\"a\":\"4\",\"b\":\"5\"},\"pod2\":{\"c\":\"8-9\"}},\"checksum\":4012785100}";
    private static final String ONE_CONTAINER = "{\"policyName\":\"static\",\"defaultCpuSet\":\"0,2-12,14-23\",\"entries\":"
            + "{\"235148fe-393f-47a8-a17d-bd55bc1a836b\":{\"cgroup1-0\":\"1,13\"}},\"checksum\":1552716370}";
    private static final String POD_SET = "{\"policyName\":\"static\",\"defaultCpuSet\":\"0-3\",\"entries\":"
            + "{\"pod1\":{\"a\":\"4-5\"}},\"podEntries\":{\"pod1\":{\"cpuSet\":\"4-5\"}},\"checksum\":335306534}";
    private static final String NONE_V4 = "{\"policyName\":\"none\",\"defaultCpuSet\":\"\",\"checksum\":1353318690,"
            + "\"data\":\"{\\\"policyName\\\":\\\"none\\\",\\\"defaultCpuSet\\\":\\\"\\\"}\",\"dataChecksum\":3028111495}";

    private static final CpuState NONE = new CpuState("none", CpuSet.EMPTY, Map.of(), Map.of());
    private static final CpuState TWO_PODS_STATE = new CpuState("static", CpuSet.parseList("0-3,6-7"),
            Map.of("pod1", Map.of("a", CpuSet.of(4), "b", CpuSet.of(5)), "pod2", Map.of("c", CpuSet.range(8, 9))),
            Map.of());
    private static final CpuState ONE_CONTAINER_STATE = new CpuState("static", CpuSet.parseList("0,2-12,14-23"),
            Map.of("235148fe-393f-47a8-a17d-bd55bc1a836b", Map.of("cgroup1-0", CpuSet.of(1, 13))), Map.of());
    private static final CpuState POD_SET_STATE = new CpuState("static", CpuSet.range(0, 3),
            Map.of("pod1", Map.of("a", CpuSet.range(4, 5))), Map.of("pod1", CpuSet.range(4, 5)));

    private static Restored<CpuState> parse(String text, KubeletVersion version, FeatureGates gates, String policy) {
        return CpuCheckpoint.parse("/var/lib/kubelet/cpu_manager_state", text.getBytes(StandardCharsets.UTF_8), version,
                gates, policy, Map.of());
    }

    private static Restored<CpuState> loaded(CpuState state) {
        return new Restored.Loaded<>(state);
    }

    private static Restored<CpuState> refused(String error) {
        return new Restored.Refused<>("could not restore state from checkpoint: " + error
                + ", please drain this node and"
                + " delete the CPU manager checkpoint file \"/var/lib/kubelet/cpu_manager_state\" before restarting Kubelet");
    }

    @Test
    void toText_v136_isTheV2OfTheSpecification() {
        assertThat(CpuCheckpoint.toText(NONE, V1_36, OFF)).isEqualTo(NONE_V2);
        assertThat(CpuCheckpoint.toText(TWO_PODS_STATE, V1_36, OFF)).isEqualTo(TWO_PODS);
        assertThat(CpuCheckpoint.toText(ONE_CONTAINER_STATE, V1_36, OFF)).isEqualTo(ONE_CONTAINER);
    }

    @Test
    void toText_v136WithGate_isTheV3OfTheSpecification() {
        assertThat(CpuCheckpoint.toText(POD_SET_STATE, V1_36, ON)).isEqualTo(POD_SET);
    }

    @Test
    void toText_v137_isTheV4OfTheSpecification() {
        assertThat(CpuCheckpoint.toText(NONE, V1_37, OFF)).isEqualTo(NONE_V4);
        assertThat(CpuCheckpoint.toText(NONE, V1_37, ON)).isEqualTo(NONE_V4);
        assertThat(CpuCheckpoint.toText(POD_SET_STATE, V1_37, OFF)).doesNotContain("podEntries")
                .endsWith("\"dataChecksum\":2881449968}");
        assertThat(CpuCheckpoint.toText(POD_SET_STATE, V1_37, ON))
                .contains("\\\"podEntries\\\":{\\\"pod1\\\":{\\\"cpuSet\\\":\\\"4-5\\\"}}}\"")
                .doesNotContain("\"podEntries\"");
    }

    @Test
    void toText_emptyPodSet_leavesTheListOut() {
        CpuState state = new CpuState("static", CpuSet.of(0), Map.of(), Map.of("p", CpuSet.EMPTY));
        String text = CpuCheckpoint.toText(state, V1_36, ON);
        assertThat(text).contains("\"podEntries\":{\"p\":{}}");
        assertThat(parse(text, V1_36, ON, "static")).isEqualTo(loaded(state));
    }

    @Test
    void parse_v136_readsV1AndV2() {
        assertThat(parse(NONE_V1, V1_36, OFF, "none")).isEqualTo(loaded(NONE));
        assertThat(parse(NONE_V2, V1_36, OFF, "none")).isEqualTo(loaded(NONE));
        assertThat(parse(TWO_PODS, V1_36, OFF, "static")).isEqualTo(loaded(TWO_PODS_STATE));
        assertThat(parse(ONE_CONTAINER, V1_36, ON, "static")).isEqualTo(loaded(ONE_CONTAINER_STATE));
    }

    @Test
    void parse_v136_readsWhatV137Wrote() {
        assertThat(parse(NONE_V4, V1_36, OFF, "none")).isEqualTo(loaded(NONE));
        assertThat(parse(CpuCheckpoint.toText(POD_SET_STATE, V1_37, ON), V1_36, ON, "static"))
                .isEqualTo(loaded(new CpuState("static", CpuSet.range(0, 3), POD_SET_STATE.entries(), Map.of())));
    }

    @Test
    void parse_v3_needsItsChecksum() {
        assertThat(parse(POD_SET, V1_36, ON, "static")).isEqualTo(loaded(POD_SET_STATE));
        assertThat(parse(POD_SET, V1_37, ON, "static")).isEqualTo(loaded(POD_SET_STATE));
        // As V2 a checksum of 0 is accepted, and V2 knows no sets of pods.
        assertThat(parse(POD_SET.replace("335306534", "0"), V1_36, ON, "static"))
                .isEqualTo(loaded(new CpuState("static", CpuSet.range(0, 3), POD_SET_STATE.entries(), Map.of())));
    }

    @Test
    void parse_v137_readsV2AndV4ButNotV1() {
        assertThat(parse(TWO_PODS, V1_37, OFF, "static")).isEqualTo(loaded(TWO_PODS_STATE));
        assertThat(parse(NONE_V4, V1_37, OFF, "none")).isEqualTo(loaded(NONE));
        assertThat(parse(NONE_V1, V1_37, OFF, "none")).isEqualTo(refused("checkpoint is corrupted"));
    }

    @Test
    void parse_v1WithEntries_findsTheContainers() {
        String text = "{\"policyName\":\"static\",\"defaultCpuSet\":\"0-1\",\"entries\":{\"id1\":\"2\",\"id2\":\"3\"},\"checksum\":0}";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Map<String, ContainerReference> known = Map.of("id1", new ContainerReference("pod1", "a"), "id2",
                new ContainerReference("pod1", "b"));
        assertThat(CpuCheckpoint.parse("f", bytes, V1_36, OFF, "static", known)).isEqualTo(loaded(new CpuState("static",
                CpuSet.of(0, 1), Map.of("pod1", Map.of("a", CpuSet.of(2), "b", CpuSet.of(3))), Map.of())));
        assertThat(parse(text, V1_36, OFF, "static")).isEqualTo(refused(
                "failed to migrate checkpoint from v1 to v2: containerID 'id1' not found in initial containers list"));
    }

    // 16.4 up to 1.35: V1 first, then V2; what the gate says is of no account
    @ParameterizedTest
    @EnumSource(mode = Mode.INCLUDE, names = {"V1_32", "V1_33", "V1_34", "V1_35"})
    void upTo135_v1AndV2AreRead_andV2IsWritten(KubeletVersion version) {
        assertThat(CpuCheckpoint.toText(POD_SET_STATE, version, ON)).isEqualTo(
                CpuCheckpoint.toText(POD_SET_STATE, V1_36, OFF));
        assertThat(parse(NONE_V1, version, OFF, "none")).isEqualTo(loaded(NONE));
        assertThat(parse(NONE_V2, version, ON, "none")).isEqualTo(loaded(NONE));
        assertThat(parse(NONE_V4, version, OFF, "none")).isEqualTo(loaded(NONE));
        assertThat(parse(TWO_PODS, version, OFF, "static")).isEqualTo(loaded(TWO_PODS_STATE));
        assertThat(parse(POD_SET, version, ON, "static")).isEqualTo(refused("checkpoint is corrupted"));
        assertThat(parse(TWO_PODS.replace("8-9", "8-10"), version, OFF, "static"))
                .isEqualTo(refused("checkpoint is corrupted"));
        String v1 = "{\"policyName\":\"static\",\"defaultCpuSet\":\"0-1\",\"entries\":{\"id1\":\"2\"},\"checksum\":0}";
        assertThat(parse(v1, version, OFF, "static")).isEqualTo(refused("error migrating v1 checkpoint state to v2"
                + " checkpoint state: containerID 'id1' not found in initial containers list"));
    }

    @Test
    void since138_theFilesAreThoseOf137() {
        assertThat(CpuCheckpoint.toText(POD_SET_STATE, KubeletVersion.V1_38, ON))
                .isEqualTo(CpuCheckpoint.toText(POD_SET_STATE, V1_37, ON));
        assertThat(parse(NONE_V4, KubeletVersion.V1_38, OFF, "none")).isEqualTo(loaded(NONE));
    }

    @Test
    void parse_corruptedV2_reportsTheLastAttempt() {
        assertThat(parse(NONE_V2.replace("690", "691"), V1_36, OFF, "none"))
                .isEqualTo(refused("checkpoint is corrupted"));
        assertThat(parse(TWO_PODS.replace("8-9", "8-10"), V1_36, OFF, "static")).isEqualTo(refused(
                "json: cannot unmarshal object into Go struct field CPUManagerCheckpointV1.entries of type string"));
        assertThat(parse(TWO_PODS.replace("8-9", "8-10"), V1_37, OFF, "static"))
                .isEqualTo(refused("checkpoint is corrupted"));
    }

    @Test
    void parse_corruptedV4_isNotReadAsAnythingElse() {
        assertThat(parse(NONE_V4.replace("3028111495", "1"), V1_37, OFF, "none"))
                .isEqualTo(refused("could not load v4 checkpoint: checkpoint is corrupted"));
        assertThat(parse("{\"policyName\":\"none\",\"defaultCpuSet\":\"\",\"checksum\":1353318690,\"dataChecksum\":5}",
                V1_37,
                OFF, "none"))
                .isEqualTo(refused("could not load v4 checkpoint: failed to deserialize cpu manager checkpoint"
                        + " data: unexpected end of JSON input"));
        assertThat(parse("{\"policyName\":7,\"data\":\"{}\",\"dataChecksum\":5}", V1_37, OFF, "none"))
                .isInstanceOfSatisfying(Restored.Refused.class, answer -> assertThat(answer.message())
                        .contains(
                                "could not load v4 checkpoint: failed to deserialize cpu manager checkpoint: json: cannot"
                                        + " unmarshal number into Go struct field"));
    }

    @Test
    void parse_noCheckpointAtAll_answersInGosWords() {
        assertThat(parse("", V1_36, OFF, "none")).isEqualTo(refused("unexpected end of JSON input"));
        assertThat(parse("", V1_37, ON, "none")).isEqualTo(refused("unexpected end of JSON input"));
        assertThat(parse("policyName: none", V1_36, OFF, "none"))
                .isEqualTo(refused("invalid character 'p' looking for beginning of value"));
        assertThat(parse(TWO_PODS.substring(0, 60), V1_36, OFF, "none"))
                .isEqualTo(refused("unexpected end of JSON input"));
        assertThat(parse("[]", V1_36, OFF, "none"))
                .isEqualTo(refused("json: cannot unmarshal array into Go value of type state.CPUManagerCheckpointV1"));
        assertThat(parse("{}", V1_36, OFF, "none"))
                .isEqualTo(refused("configured policy \"none\" differs from state checkpoint policy \"\""));
    }

    @Test
    void parse_otherPolicy_isRefused() {
        assertThat(parse(NONE_V2, V1_36, OFF, "static"))
                .isEqualTo(refused("configured policy \"static\" differs from state checkpoint policy \"none\""));
    }

    @Test
    void parse_badLists_areRefused() {
        String text = "{\"policyName\":\"static\",\"defaultCpuSet\":\"0-\",\"checksum\":0}";
        String error = " \"0-\": strconv.Atoi: parsing \"\": invalid syntax";
        assertThat(parse(text, V1_36, OFF, "static")).isEqualTo(refused("could not parse default cpu set" + error));
        assertThat(parse(text, V1_37, OFF, "static")).isEqualTo(refused("could not parse default CPU set" + error));
        assertThat(parse("{\"policyName\":\"static\",\"entries\":{\"u\":{\"c\":\"5-4\"}},\"checksum\":0}", V1_36, OFF,
                "static"))
                .isEqualTo(refused(
                        "could not parse cpuset \"5-4\" for container \"c\" in pod \"u\": invalid range \"5-4\" (5 > 4)"));
        assertThat(parse("{\"policyName\":\"static\",\"defaultCpuSet\":\"1,,2\",\"checksum\":0}", V1_36, OFF, "static"))
                .isEqualTo(refused(
                        "could not parse default cpu set \"1,,2\": strconv.Atoi: parsing \"\": invalid syntax"));
    }

    @Test
    void parse_hostileLists_costLittle() {
        String lists = "0-65535,".repeat(1_000_000) + "0";
        assertThat(parse("{\"policyName\":\"static\",\"defaultCpuSet\":\"" + lists + "\"}", V1_36, OFF, "static"))
                .isInstanceOfSatisfying(Restored.Refused.class,
                        answer -> assertThat(answer.message()).contains("name more CPUs than any machine has"));
    }

    @Test
    void parse_hostilePodSets_costLittle() {
        StringBuilder sets = new StringBuilder("{\"policyName\":\"static\",\"podEntries\":{\"p\":{}");
        for (int i = 0; i < 200_000; i++) {
            sets.append(",\"").append(i).append("\":{\"cpuSet\":\"0-65535\"}");
        }
        // Nothing of it is kept: the third format cannot be read, and the second does not know pods.
        assertThat(parse(sets.append("}}").toString(), V1_36, ON, "static"))
                .isEqualTo(loaded(new CpuState("static", CpuSet.EMPTY, Map.of(), Map.of())));
    }

    @Test
    void parse_tooManyValues_isRefused() {
        String text = "{\"policyName\":\"static\",\"entries\":{" + "\"p\":{},".repeat(1_900_000) + "\"q\":{}}}";
        assertThat(parse(text, V1_37, OFF, "static"))
                .isEqualTo(refused("the file has more than 200000 values, as no checkpoint has"));
    }

    // Each time the key comes again the map so far is taken over.
    @Test
    void parse_sameMapAgainAndAgain_isRefused() {
        StringBuilder text = new StringBuilder("{\"policyName\":\"static\",\"entries\":{\"q\":{}");
        for (int i = 0; i < 50_000; i++) {
            text.append(",\"").append(i).append("\":{}");
        }
        text.append('}').repeat(",\"entries\":{}", 100_000).append('}');
        assertThat(parse(text.toString(), V1_37, OFF, "static"))
                .isEqualTo(refused("the file has more than 200000 values, as no checkpoint has"));
    }

    @Test
    void parse_hugeFile_isBadInput() {
        assertThatThrownBy(() -> CpuCheckpoint.parse("big", new byte[CheckpointFiles.MAX_BYTES + 1], V1_36, OFF, "none",
                Map.of())).isInstanceOf(BadInput.class).hasMessageContaining("big is larger than 16 MiB");
    }
}
