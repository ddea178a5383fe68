package io.alidade.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.sample.Topologies;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.StartRefusal;
import io.alidade.engine.topology.CpuTopology;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// cpu-manager 3 and 4: options, reserved CPUs, and why the manager does not start.
class CpuPolicyTest {
    private static final String WRAPPED = "new static policy error: ";

    private static NodeSettings.Builder reserving(String cpu) {
        return NodeSettings.builder().cpuPolicy("static").reserve("cpu", cpu);
    }

    private static void assertRefused(CpuTopology machine, NodeSettings.Builder settings, String text) {
        assertThatThrownBy(() -> CpuPolicy.start(machine, settings.build())).isInstanceOf(StartRefusal.class)
                .hasMessage(text);
    }

    private static CpuPolicyOptions parsed(NodeSettings.Builder settings) throws StartRefusal {
        return CpuPolicyOptions.parse(settings.build());
    }

    // 3.1: the option, and what it switches on
    @Test
    void parse_eachOption_switchesItsOwn() throws Exception {
        assertThat(parsed(option("full-pcpus-only"))).extracting(CpuPolicyOptions::fullPcpusOnly).isEqualTo(true);
        assertThat(parsed(option("distribute-cpus-across-numa")).distributeAcrossNuma()).isTrue();
        assertThat(parsed(option("align-by-socket")).alignBySocket()).isTrue();
        assertThat(parsed(option("distribute-cpus-across-cores")).distributeAcrossCores()).isTrue();
        assertThat(parsed(option("strict-cpu-reservation")).strictReservation()).isTrue();
        assertThat(parsed(option("prefer-align-cpus-by-uncorecache")).preferAlignByUncoreCache()).isTrue();
        assertThat(parsed(NodeSettings.builder().cpuOption("full-pcpus-only", false)))
                .isEqualTo(CpuPolicyOptions.NONE);
    }

    private static NodeSettings.Builder option(String name) {
        return NodeSettings.builder().alphaOptions().cpuOption(name, true);
    }

    // 3.2
    @Test
    void parse_unusableOptions_areRefused() {
        assertRefused(Machines.T1, reserving("1").cpuOption("pin-everything", "true"),
                WRAPPED + "unknown CPU Manager Policy option: \"pin-everything\"");
        assertRefused(Machines.T1, reserving("1").cpuOption("align-by-socket", "true"),
                WRAPPED + "CPU Manager Policy Alpha-level Options not enabled, but option \"align-by-socket\" provided");
        assertRefused(Machines.T1,
                reserving("1").cpuOption("distribute-cpus-across-numa", "true")
                        .featureGate(FeatureGates.CPU_BETA_OPTIONS, false),
                WRAPPED + "CPU Manager Policy Beta-level Options not enabled,"
                        + " but option \"distribute-cpus-across-numa\" provided");
        assertRefused(Machines.T1, reserving("1").cpuOption("full-pcpus-only", "yes"), WRAPPED
                + "bad value for option \"full-pcpus-only\": strconv.ParseBool: parsing \"yes\": invalid syntax");
    }

    // 3.1, minor by minor: the options that pass with the alpha group off, its default; ! for those of the beta group
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "V1_32|full-pcpus-only!",
        "V1_33|full-pcpus-only,distribute-cpus-across-numa!,strict-cpu-reservation!",
        "V1_34|full-pcpus-only,distribute-cpus-across-numa!,strict-cpu-reservation!,prefer-align-cpus-by-uncorecache!",
        "V1_35|full-pcpus-only,distribute-cpus-across-numa!,strict-cpu-reservation,prefer-align-cpus-by-uncorecache!",
        "V1_36|full-pcpus-only,distribute-cpus-across-numa!,strict-cpu-reservation,prefer-align-cpus-by-uncorecache",
        "V1_37|full-pcpus-only,distribute-cpus-across-numa!,strict-cpu-reservation,prefer-align-cpus-by-uncorecache",
        "V1_38|full-pcpus-only,distribute-cpus-across-numa!,strict-cpu-reservation,prefer-align-cpus-by-uncorecache"})
    void parse_defaultGates_letTheOptionsOfTheVersionPass(KubeletVersion version, String expected) {
        List<String> passing = new ArrayList<>();
        for (String option : List.of("full-pcpus-only", "distribute-cpus-across-numa", "align-by-socket",
                "distribute-cpus-across-cores", "strict-cpu-reservation", "prefer-align-cpus-by-uncorecache")) {
            NodeSettings.Builder settings = NodeSettings.builder().kubeletVersion(version).cpuOption(option, "true");
            if (passes(settings)) {
                boolean isStable = passes(settings.featureGate(FeatureGates.CPU_BETA_OPTIONS, false));
                passing.add(isStable ? option : option + "!");
            }
        }
        assertThat(String.join(",", passing)).isEqualTo(expected);
    }

    private static boolean passes(NodeSettings.Builder settings) {
        try {
            parsed(settings);
            return true;
        } catch (StartRefusal refusal) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "t", "T", "TRUE", "true", "True"})
    void parse_everyTrue_isTrue(String value) throws Exception {
        assertThat(parsed(NodeSettings.builder().cpuOption("full-pcpus-only", value)).fullPcpusOnly()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "f", "F", "FALSE", "false", "False"})
    void parse_everyFalse_isFalse(String value) throws Exception {
        assertThat(parsed(NodeSettings.builder().cpuOption("full-pcpus-only", value)))
                .isEqualTo(CpuPolicyOptions.NONE);
    }

    // 3.3: each pair of options that exclude each other, and no other
    @Test
    void parse_everyPairOfOptions_excludesFourPairs() {
        List<String> options = List.of("full-pcpus-only", "distribute-cpus-across-numa",
                "prefer-align-cpus-by-uncorecache", "distribute-cpus-across-cores", "align-by-socket",
                "strict-cpu-reservation");
        List<String> excluded = List.of("full-pcpus-only and distribute-cpus-across-cores",
                "distribute-cpus-across-numa and distribute-cpus-across-cores",
                "prefer-align-cpus-by-uncorecache and distribute-cpus-across-cores",
                "prefer-align-cpus-by-uncorecache and distribute-cpus-across-numa");
        int refusals = 0;
        for (String first : options) {
            for (String second : options) {
                NodeSettings.Builder both = option(first).cpuOption(second, true);
                try {
                    parsed(both);
                    assertThat(excluded).doesNotContain(first + " and " + second);
                } catch (StartRefusal refusal) {
                    assertThat(excluded.stream()
                            .map(pair -> "static policy options " + pair + " can not be used at the same time"))
                            .contains(refusal.text());
                    assertThat(refusal.text()).contains(first, second);
                    refusals++;
                }
            }
        }
        assertThat(refusals).isEqualTo(8);
    }

    // 3.3: the order of the checks
    @Test
    void parse_threeThatExcludeEachOther_reportTheFirstPair() {
        NodeSettings.Builder all = option("full-pcpus-only").cpuOption("distribute-cpus-across-numa", true)
                .alphaOptions().cpuOption("distribute-cpus-across-cores", true)
                .cpuOption("prefer-align-cpus-by-uncorecache", true);
        assertThatThrownBy(() -> parsed(all)).hasMessage("static policy options full-pcpus-only and"
                + " distribute-cpus-across-cores can not be used at the same time");
    }

    // 3.4: after 3.3
    @Test
    void start_alignBySocketWhereItCannotWork_isRefused() {
        assertRefused(Machines.T3,
                reserving("1").alphaOptions().cpuOption("align-by-socket", true).topologyPolicy("single-numa-node"),
                WRAPPED + "Topolgy manager single-numa-node policy is incompatible with CPUManager align-by-socket"
                        + " policy option");
        CpuTopology moreSockets = Machines.of(8, c -> c, c -> c / 2, c -> c / 4, c -> 0);
        assertRefused(moreSockets, reserving("1").alphaOptions().cpuOption("align-by-socket", true),
                WRAPPED + "Align by socket is not compatible with hardware where number of sockets are more than"
                        + " number of NUMA");
        assertRefused(moreSockets,
                reserving("1").alphaOptions().cpuOption("align-by-socket", true).cpuOption("full-pcpus-only", true)
                        .cpuOption("distribute-cpus-across-cores", true),
                WRAPPED + "static policy options full-pcpus-only and distribute-cpus-across-cores can not be used at"
                        + " the same time");
    }

    // 3.5, 4.1
    @Test
    void start_policiesThatDoNotExist_areRefused() {
        assertRefused(Machines.T1, NodeSettings.builder().cpuPolicy("Static"), "unknown policy: \"Static\"");
        assertRefused(Machines.T1,
                NodeSettings.builder().cpuOption("full-pcpus-only", "true").cpuOption("a", "b"),
                "new none policy error: None policy: received unsupported options=map[a:b full-pcpus-only:true]");
    }

    // 4.1
    @Test
    void start_nothingReserved_isRefused() {
        assertRefused(Machines.T1, NodeSettings.builder().cpuPolicy("static"),
                "[cpumanager] unable to determine reserved CPU resources for static policy");
        assertRefused(Machines.T1, reserving("0"),
                "[cpumanager] the static policy requires systemreserved.cpu + kubereserved.cpu to be greater than"
                        + " zero");
    }

    // 4.4; the sum is rounded up (4.1)
    @ParameterizedTest
    @CsvSource({"1, 0", "2, '0,4'", "3, '0-1,4'", "1500m, '0,4'", "1m, 0", "8, 0-7"})
    void reservedCpus_quantity_areThoseTakenFirst(String cpu, String reserved) throws Exception {
        assertThat(CpuPolicy.start(Machines.T1, reserving(cpu).build()).reservedCpus())
                .hasToString(reserved);
    }

    // 4.4: the options count
    @Test
    void reservedCpus_distributedAcrossCores_areOnTwoCores() throws Exception {
        CpuPolicy policy = CpuPolicy.start(Machines.T1,
                reserving("2").alphaOptions().cpuOption("distribute-cpus-across-cores", true).build());
        assertThat(policy.reservedCpus()).hasToString("0-1");
        assertThat(policy.allocatableCpus()).hasToString("2-7");
    }

    // 4.2, 4.3: the list counts, whatever the quantity says
    @Test
    void reservedCpus_listed_areTheList() throws Exception {
        CpuPolicy policy = CpuPolicy.start(Machines.T1,
                NodeSettings.builder().staticCpus("3,5").reserve("cpu", "7").build());
        assertThat(policy.reservedCpus()).isEqualTo(CpuSet.of(3, 5));
    }

    // 4.3
    @Test
    void start_reservationThatCannotBeTaken_isRefused() {
        assertRefused(Machines.T1, reserving("9"), WRAPPED
                + "[cpumanager] unable to reserve the required amount of CPUs (size of  did not equal 9)");
        assertRefused(Machines.T1, NodeSettings.builder().staticCpus("0,9"), WRAPPED
                + "[cpumanager] unable to build the reserved physical CPUs from the reserved set: unknown CPU ID: 9");
    }

    @Test
    void none_hasNoCpus() throws Exception {
        CpuPolicy none = CpuPolicy.start(Machines.T1, NodeSettings.builder().build());
        assertThat(none.wireName()).isEqualTo("none");
        assertThat(none.allocatableCpus().isEmpty()).isTrue();
        assertThat(none.reservedCpus().isEmpty()).isTrue();
        assertThat(CpuPolicy.start(new CpuTopology(Topologies.named("T1")), reserving("1").build()).wireName())
                .isEqualTo("static");
    }
}
