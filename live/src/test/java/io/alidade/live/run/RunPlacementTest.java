package io.alidade.live.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunPlacementTest {
    private static final RunSite EMPTY = RunSite.empty(Sites.twoNumaNodes());
    private static final NearDevice GPU = new NearDevice("gpu-0", "0000:3b:00.0", List.of(1));

    private static RunRequest request(int cpus, String policy) {
        return new RunRequest(cpus, Map.of(), policy, Optional.empty(), CpuSet.of(0));
    }

    private static RunSite with(Run... runs) {
        return new RunSite(EMPTY.topology(), EMPTY.allowedCpus(), EMPTY.allowedNumaNodes(), MemoryShares.NONE,
                List.of(runs));
    }

    private static RunDecision.Granted granted(RunSite site, RunRequest request) {
        assertThat(new RunPlacement(site).decide(request)).isInstanceOf(RunDecision.Granted.class);
        return (RunDecision.Granted) new RunPlacement(site).decide(request);
    }

    private static RunDecision.Refused refused(RunSite site, RunRequest request) {
        assertThat(new RunPlacement(site).decide(request)).isInstanceOf(RunDecision.Refused.class);
        return (RunDecision.Refused) new RunPlacement(site).decide(request);
    }

    private static MemoryShares memory(int numaNode, long bytes) {
        return new MemoryShares(Map.of(numaNode, Map.of("memory", bytes)));
    }

    @ParameterizedTest
    @CsvSource({"2, '1,9', 0", "4, '1-2,9-10', 0", "8, '4-7,12-15', 1"})
    void decide_emptyMachine_takesWholeCoresOfOneNumaNode(int cpus, String expected, String numaNode) {
        RunDecision.Granted granted = granted(EMPTY, request(cpus, "restricted"));

        assertThat(granted.cpus().toListString()).isEqualTo(expected);
        assertThat(granted.numaNodes().toListString()).isEqualTo(numaNode);
        assertThat(granted.memory().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "best-effort", "restricted", "single-numa-node"})
    void decide_anyPolicy_givesOnAnEmptyMachine(String policy) {
        assertThat(granted(EMPTY, request(2, policy)).cpus().toListString()).isEqualTo("1,9");
        RunRequest withMemory = new RunRequest(2, Map.of("memory", Sites.GI), policy, Optional.empty(), CpuSet.of(0));
        assertThat(granted(EMPTY, withMemory).memory()).isEqualTo(memory(0, Sites.GI));
    }

    @Test
    void decide_besideOthers_takesWhatTheyHaveNot() {
        RunSite site = with(Sites.running("1,9", MemoryShares.NONE), Sites.running("2,10", MemoryShares.NONE));

        assertThat(granted(site, request(2, "restricted")).cpus().toListString()).isEqualTo("3,11");
        assertThat(granted(site, request(4, "restricted")).cpus().toListString()).isEqualTo("4-5,12-13");
    }

    @Test
    void decide_cpusThatTheCallerMayNotUse_areNotGiven() {
        RunSite site = new RunSite(EMPTY.topology(), CpuSet.parseList("0-1,8-9"), EMPTY.allowedNumaNodes(),
                MemoryShares.NONE, List.of());

        assertThat(granted(site, request(2, "restricted")).cpus().toListString()).isEqualTo("1,9");
        assertThat(refused(site, request(4, "restricted")).why()).contains("free are 1,8-9 of 0-15");
    }

    @Test
    void decide_moreThanOneNumaNodeHas_dependsOnThePolicy() {
        assertThat(granted(EMPTY, request(10, "restricted")).numaNodes().toListString()).isEqualTo("0-1");
        // CPUs of two NUMA nodes and memory that fits on one are never together, as with a kubelet.
        RunRequest uneven = new RunRequest(10, Map.of("memory", Sites.GI), "restricted", Optional.empty(),
                CpuSet.of(0));
        assertThat(refused(EMPTY, uneven).why()).contains("does not even take this on an empty machine");
        assertThat(refused(EMPTY, uneven).cure()).contains("--policy best-effort");
        RunDecision.Refused refused = refused(EMPTY, request(10, "single-numa-node"));
        assertThat(refused.why()).contains("not on as few NUMA nodes as policy single-numa-node wants");
        assertThat(refused.cure()).startsWith("--policy restricted takes CPUs ");
    }

    @Test
    void decide_scatteredCpus_areRefusedByRestrictedAndNamedForBestEffort() {
        RunSite site = with(Sites.running("1-3,9-10", MemoryShares.NONE), Sites.running("4-6,12-13",
                MemoryShares.NONE));

        RunDecision.Refused refused = refused(site, request(4, "restricted"));

        assertThat(refused.cure()).matches("--policy best-effort takes CPUs [0-9,-]+ on NUMA nodes 0-1\\.");
        assertThat(granted(site, request(4, "best-effort")).cpus().size()).isEqualTo(4);
    }

    @Test
    void decide_memory_isWhereTheCpusAre() {
        RunRequest request = new RunRequest(2, Map.of("memory", 4 * Sites.GI, "hugepages-1Gi", Sites.GI), "restricted",
                Optional.empty(), CpuSet.of(0));
        RunSite site = with(Sites.running("1,9", memory(0, 12 * Sites.GI)));

        RunDecision.Granted granted = granted(site, request);

        assertThat(granted.memory()).isEqualTo(new MemoryShares(
                Map.of(1, Map.of("memory", 4 * Sites.GI, "hugepages-1Gi", Sites.GI))));
        assertThat(granted.cpus().toListString()).isEqualTo("4,12");
        assertThat(RunPlacement.memoryNumaNodes(granted)).isEqualTo(NumaNodeIds.of(List.of(1)));
    }

    @Test
    void decide_memoryOverTwoNumaNodes_takesFromEachWhatItHas() {
        RunRequest request = new RunRequest(10, Map.of("memory", 20 * Sites.GI), "restricted", Optional.empty(),
                CpuSet.of(0));

        MemoryShares memory = granted(EMPTY, request).memory();

        assertThat(memory.sum("memory")).isEqualTo(20 * Sites.GI);
        assertThat(memory.of(0, "memory")).isEqualTo(EMPTY.freeBytes(0, "memory"));
    }

    @Test
    void decide_memoryThatOthersUse_isNotGiven() {
        RunSite site = new RunSite(EMPTY.topology(), EMPTY.allowedCpus(), EMPTY.allowedNumaNodes(),
                memory(0, 9 * Sites.GI).plus(memory(1, 9 * Sites.GI)), List.of());
        RunRequest request = new RunRequest(1, Map.of("memory", 14 * Sites.GI), "none", Optional.empty(),
                CpuSet.of(0));

        assertThat(refused(site, request).why()).isEqualTo("14Gi of memory is asked for, and 9728Mi of 28Gi is free.");
    }

    @Test
    void decide_memoryTypeThatIsNotThere_isRefused() {
        RunRequest request = new RunRequest(1, Map.of("hugepages-2Mi", Sites.GI), "restricted", Optional.empty(),
                CpuSet.of(0));

        assertThat(refused(EMPTY, request).why()).isEqualTo("1Gi of hugepages-2Mi is asked for, and 0 of 0 is free.");
    }

    @Test
    void decide_nearADevice_takesItsNumaNode() {
        RunRequest near = new RunRequest(2, Map.of("memory", Sites.GI), "single-numa-node", Optional.of(GPU),
                CpuSet.of(0));

        assertThat(granted(EMPTY, near).cpus().toListString()).isEqualTo("4,12");
        assertThat(granted(EMPTY, near).memory()).isEqualTo(memory(1, Sites.GI));
        assertThat(refused(with(Sites.running("4-7,12-15", MemoryShares.NONE)), near).why()).contains("near gpu-0");
    }

    @Test
    void decide_tooFewCpus_saysWhoHasThem() {
        RunDecision.Refused refused = refused(with(Sites.running("1-7,9-15", MemoryShares.NONE)),
                request(2, "restricted"));

        assertThat(refused.why()).isEqualTo("2 CPUs are asked for, and free are 8 of 0-15: 0 stays for everything else;"
                + " process " + ProcessHandle.current().pid() + " has CPUs 1-7,9-15.");
    }

    @Test
    void decide_reservedCpusThatACommandHas_stillDecides() {
        RunRequest request = new RunRequest(2, Map.of(), "restricted", Optional.empty(), CpuSet.parseList("1,9"));

        assertThat(granted(with(Sites.running("1,9", MemoryShares.NONE)), request).cpus().toListString())
                .isEqualTo("0,8");
    }

    @Test
    void decide_oneAfterTheOther_neverGivesACpuTwiceAndUsesAll() {
        CpuSet given = CpuSet.EMPTY;
        RunSite site = EMPTY;
        for (int round = 0; round < 15; round++) {
            CpuSet cpus = granted(site, request(1, "restricted")).cpus();
            assertThat(cpus.intersects(given)).isFalse();
            given = given.or(cpus);
            site = with(Sites.running(given.toListString(), MemoryShares.NONE));
        }
        assertThat(given).isEqualTo(CpuSet.range(1, 15));
        assertThat(refused(site, request(1, "none")).why()).contains("none is free");
    }
}
