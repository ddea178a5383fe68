package io.alidade.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.settings.Faults;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.topology.CpuTopology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The worked examples of cpu-manager 2.5, 4.4, 7.6, 10.5a, 10.7, 10.8, 11.2b, 11.4 and 11.5.
class CpuChooserTest {
    private static final CpuPolicyOptions SPREAD = new CpuPolicyOptions(false, false, false, true, false, false);
    private static final CpuPolicyOptions UNCORE = new CpuPolicyOptions(false, false, false, false, false, true);
    private static final CpuPolicyOptions NUMA = new CpuPolicyOptions(false, true, false, false, false, false);
    private static final CpuPolicyOptions NUMA_WHOLE_CORES = new CpuPolicyOptions(true, true, false, false, false,
            false);
    private static final CpuPolicyOptions NUMA_ALIGN = new CpuPolicyOptions(false, true, true, false, false, false);

    private static CpuSelection take(CpuTopology machine, CpuPolicyOptions options, CpuSet pool, int count) {
        return new CpuChooser(machine, options, KubeletVersion.V1_36, Faults.REPRODUCED).take(pool, count);
    }

    private static String chosen(CpuSelection selection) {
        return switch (selection) {
            case CpuSelection.Selected selected -> selected.cpus().toListString();
            case CpuSelection.Failed failed -> failed.error();
            case CpuSelection.Unbounded unbounded -> "never: " + unbounded.why();
            case CpuSelection.Apart apart -> throw new AssertionError(apart);
        };
    }

    private static String chosen(CpuTopology machine, CpuPolicyOptions options, String without, int count) {
        return chosen(take(machine, options, machine.cpus().andNot(CpuSet.parseList(without)), count));
    }

    private static CpuTopology machine(String name) {
        return switch (name) {
            case "T1" -> Machines.T1;
            case "T2" -> Machines.T2;
            case "T3" -> Machines.T3;
            default -> Machines.T4;
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"T1|''|2|0,4", "T1|''|1|0", "T1|''|3|0-1,4", "T1|0|4|1-2,5-6", "T1|0,4|2|1,5",
        "T2|''|6|0,2,4,6,8,10", "T2|''|7|0-2,4,6,8,10", "T2|0|1|6", "T2|0|2|2,8", "T2|0|3|2,6,8",
        "T2|0|6|1,3,5,7,9,11", "T2|0|8|1-3,5,7-9,11", "T3|''|21|0-10,40-49", "T3|0|1|40", "T3|0|20|10-19,50-59",
        "T3|0|22|1,10-19,41,50-59", "T4|0,8|1|1", "T4|0,8|2|1,9", "T4|0,8|3|1-2,9", "T4|0,8|4|1-2,9-10",
        "T4|0,8|5|1-3,9-10", "T4|0,8|7|1-4,9-11", "T4|0,8|8|1-4,9-12"})
    void take_packed_fillsTheFullestFirst(String machine, String without, int count, String expected) {
        assertThat(chosen(machine(machine), CpuPolicyOptions.NONE, without, count)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"T1|''|2|0-1", "T1|''|3|0-2", "T2|0,6|5|1-2,4,8,10"})
    void take_spreadOverCores_goesByCpuId(String machine, String without, int count, String expected) {
        assertThat(chosen(machine(machine), SPREAD, without, count)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1|1", "2|1,9", "3|2-3,10", "4|2-3,10-11", "5|1-3,10-11", "7|2-5,10-12",
        "8|2-5,10-13"})
    void take_alignedByUncoreCache_takesWholeCachesThenPartOfOne(int count, String expected) {
        assertThat(chosen(Machines.T4, UNCORE, "0,8", count)).isEqualTo(expected);
    }

    @Test
    void take_offlineCpu_leavesOneFreeCoreByTheAverage() {
        assertThat(chosen(Machines.without(Machines.T1, 7), CpuPolicyOptions.NONE, "", 2)).isEqualTo("0,3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1|3|''", "2|0,4|0", "3|0,3-4|0"})
    void take_offlineCpuAndReservedSibling_reachesOutsideThePool(int count, String expected, String outside) {
        CpuTopology machine = Machines.without(Machines.T1, 7);
        assertThat(take(machine, CpuPolicyOptions.NONE, machine.cpus().andNot(CpuSet.of(0)), count)).isEqualTo(
                new CpuSelection.Selected(CpuSet.parseList(expected), CpuSet.parseList(outside)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"''|20|0-9,40-49", "''|22|0-5,10-15,40-44,50-54",
        "''|31|0-7,10-17,40-47,50-56", "0|30|10-17,20-27,50-56,60-66"})
    void take_distributed_takesTheSameFromEachNumaNode(String without, int count, String expected) {
        assertThat(chosen(Machines.T3, NUMA, without, count)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"''|30|0-7,10-16,40-47,50-56", "''|50|0-8,10-17,20-27,40-48,50-57,60-67",
        "'0,40'|22|10-15,20-24,50-55,60-64"})
    void take_distributedInWholeCores_takesTheRestByCore(String without, int count, String expected) {
        assertThat(chosen(Machines.T3, NUMA_WHOLE_CORES, without, count)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"128|32|0-2,7", "100|25|0-2,7", "160|32|0-4", "192|32|0-4,7"})
    void take_distributedWithSharedStorage_writesOverTheLastNumaNodes(int count, int each, String numaNodes) {
        CpuTopology machine = Machines.numaNodes(8, 32);
        assertThat(chosen(machine, NUMA, "", count)).isEqualTo(firstCpus(numaNodes, each));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"128|32|0-3", "100|25|0-3", "160|32|0-4", "192|32|0-5"})
    void take_distributedWithClonedCombinations_keepsTheBest(int count, int each, String numaNodes) {
        CpuTopology machine = Machines.numaNodes(8, 32);
        DistributionRules rules = DistributionRules.of(KubeletVersion.V1_36, NUMA, Faults.REPRODUCED)
                .withSharedStorage(false);
        assertThat(chosen(new CpuChooser(machine, NUMA, KubeletVersion.V1_36, Faults.REPRODUCED, rules)
                .take(machine.cpus(), count)))
                .isEqualTo(firstCpus(numaNodes, each));
    }

    private static String firstCpus(String numaNodes, int each) {
        CpuSet cpus = CpuSet.EMPTY;
        for (int numaNode : CpuSet.parseList(numaNodes).toArray()) {
            cpus = cpus.or(CpuSet.range(numaNode * 32, numaNode * 32 + each - 1));
        }
        return cpus.toListString();
    }

    /// cpu-manager 11.4: 4 NUMA nodes of 3 cores, core = c mod 12; one thread of each NUMA node is reserved.
    @Test
    void take_subsetWithoutWholeGroups_isUnbounded() {
        CpuTopology machine = Machines.of(24, c -> c % 12, c -> 0, c -> c % 12 / 3, c -> 0);
        assertThat(take(machine, NUMA_WHOLE_CORES, machine.cpus().andNot(CpuSet.of(0, 3, 6, 9)), 14))
                .isInstanceOfSatisfying(CpuSelection.Unbounded.class,
                        unbounded -> assertThat(unbounded.why()).isEqualTo(
                                "to distribute 14 CPUs in groups of 2 over NUMA nodes 0-3, it tries NUMA nodes that have enough free"
                                        + " CPUs for the rest but too few whole groups, and goes round them for ever, as kubelets up to 1.37 do"));
    }

    @ParameterizedTest
    @CsvSource({"2", "4", "6", "8", "10", "12", "16"})
    void take_otherRequestsOnThatMachine_areSelected(int count) {
        CpuTopology machine = Machines.of(24, c -> c % 12, c -> 0, c -> c % 12 / 3, c -> 0);
        assertThat(take(machine, NUMA_WHOLE_CORES, machine.cpus().andNot(CpuSet.of(0, 3, 6, 9)), count))
                .isInstanceOfSatisfying(CpuSelection.Selected.class,
                        selected -> assertThat(selected.cpus().size()).isEqualTo(count));
    }

    /// cpu-manager 18.1: two sockets of two NUMA nodes. NUMA node 0 is full, 1 to 3 have 10, 12 and 8 free CPUs:
    /// v1.36 takes the two with most, v1.37 two of one socket.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"V1_36|1|2", "V1_37|2|3"})
    void take_distributedAndAlignedBySocket_dependsOnTheVersion(KubeletVersion version, int first, int second) {
        CpuTopology machine = Machines.of(64, c -> c, c -> c / 32, c -> c / 16, c -> c / 16);
        CpuSet pool = machine.cpus().andNot(CpuSet.parseList("0-21,32-35,48-55"));
        CpuSelection selection = new CpuChooser(machine, NUMA_ALIGN, version, Faults.REPRODUCED).take(pool, 16);
        assertThat(selection).isInstanceOfSatisfying(CpuSelection.Selected.class,
                selected -> assertThat(selected.cpus().andSize(machine.numaNodes().get(first).cpus())
                        + selected.cpus().andSize(machine.numaNodes().get(second).cpus())).isEqualTo(16));
    }

    private static CpuSelection take38(CpuTopology machine, CpuPolicyOptions options, CpuSet pool, int count,
            int hinted) {
        return new CpuChooser(machine, options, KubeletVersion.V1_38, Faults.REPRODUCED).take(pool, count, hinted);
    }

    /// cpu-manager 10.4 since 1.38: siblings 2k and 2k+1, CPUs 0 and 1 reserved.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"V1_37|2-7", "V1_38|2,4,6,8,10,12"})
    void take_spreadOverCores_goesRoundCoresSince138(KubeletVersion version, String expected) {
        CpuTopology machine = Machines.of(32, c -> c / 2, c -> 0, c -> 0, c -> 0);
        CpuSet pool = machine.cpus().andNot(CpuSet.of(0, 1));
        assertThat(chosen(new CpuChooser(machine, SPREAD, version, Faults.REPRODUCED).take(pool, 6)))
                .isEqualTo(expected);
    }

    /// cpu-manager 10.5a: since 1.38 a core with one CPU online is a whole core, and nothing outside the pool is taken.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1|3", "2|3-4", "3|1,3,5"})
    void take_offlineCpuSince138_staysInsideThePool(int count, String expected) {
        CpuTopology machine = Machines.without(Machines.T1, 7);
        assertThat(take38(machine, CpuPolicyOptions.NONE, machine.cpus().andNot(CpuSet.of(0)), count, 0))
                .isEqualTo(new CpuSelection.Selected(CpuSet.parseList(expected), CpuSet.empty()));
    }

    /// cpu-manager 10.6: uncore caches of 4, 8 and 8 CPUs, of 6 on average.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"V1_37|4-8", "V1_38|0-4"})
    void take_unequalUncoreCaches_areTakenByTheirOwnSizeSince138(KubeletVersion version, String expected) {
        CpuTopology machine = Machines.of(20, c -> c, c -> 0, c -> 0, c -> c < 4 ? 0 : c < 12 ? 1 : 2);
        assertThat(chosen(new CpuChooser(machine, UNCORE, version, Faults.REPRODUCED).take(machine.cpus(), 5)))
                .isEqualTo(expected);
    }

    /// cpu-manager 10.6: up to 1.33 an odd rest is not taken from one uncore cache.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"V1_33|1-2,9", "V1_34|2-3,10"})
    void take_oddPartOfAnUncoreCache_isTakenSince134(KubeletVersion version, String expected) {
        CpuSet pool = Machines.T4.cpus().andNot(CpuSet.of(0, 8));
        assertThat(chosen(new CpuChooser(Machines.T4, UNCORE, version, Faults.REPRODUCED).take(pool, 3)))
                .isEqualTo(expected);
    }

    /// cpu-manager 18.2: 4 CPUs fit one NUMA node; a hint of two is followed since 1.38, one that cannot be met is not.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"V1_37|2|0-3", "V1_38|0|0-3", "V1_38|2|0-1,8-9", "V1_38|5|0-3"})
    void take_distributedWithAHint_usesItsNumaNodesSince138(KubeletVersion version, int hinted, String expected) {
        CpuTopology machine = Machines.numaNodes(4, 8);
        assertThat(chosen(new CpuChooser(machine, NUMA, version, Faults.REPRODUCED).take(machine.cpus(), 4, hinted)))
                .isEqualTo(expected);
    }

    /// cpu-manager 11.2b, 18.4: 8 NUMA nodes of 4 CPUs.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"V1_37|0-10,28-30", "V1_38|0-10,12-14"})
    void take_distributedOverFourOfEight_remembersTheBestSince138(KubeletVersion version, String expected) {
        CpuTopology machine = Machines.numaNodes(8, 4);
        assertThat(chosen(new CpuChooser(machine, NUMA, version, Faults.REPRODUCED).take(machine.cpus(), 14)))
                .isEqualTo(expected);
    }

    /// cpu-manager 11.4: the search that never ends up to 1.37.
    @ParameterizedTest
    @CsvSource({"2", "4", "6", "8", "10", "12", "14", "16"})
    void take_subsetWithoutWholeGroupsSince138_isPassedOver(int count) {
        CpuTopology machine = Machines.of(24, c -> c % 12, c -> 0, c -> c % 12 / 3, c -> 0);
        assertThat(take38(machine, NUMA_WHOLE_CORES, machine.cpus().andNot(CpuSet.of(0, 3, 6, 9)), count, 0))
                .isInstanceOfSatisfying(CpuSelection.Selected.class,
                        selected -> assertThat(selected.cpus().size()).isEqualTo(count));
    }

    @Test
    void take_moreThanThePool_failsWithTheKubeletsText() {
        assertThat(chosen(Machines.T1, CpuPolicyOptions.NONE, "0-3", 5))
                .isEqualTo("not enough cpus available to satisfy request: requested=5, available=4");
        assertThat(chosen(Machines.T1, NUMA, "0-3", 5))
                .isEqualTo("not enough cpus available to satisfy request: requested=5, available=4");
    }

    @Test
    void take_poolWithUnknownCpus_countsThemInTheTextOnly() {
        assertThat(chosen(take(Machines.T1, CpuPolicyOptions.NONE, CpuSet.parseList("6-9,200"), 3)))
                .isEqualTo("not enough cpus available to satisfy request: requested=3, available=5");
    }

    @Test
    void take_nothing_isNothing() {
        assertThat(take(Machines.T1, NUMA, CpuSet.EMPTY, 0)).isEqualTo(CpuSelection.Selected.NOTHING);
        assertThat(take(Machines.T1, NUMA, CpuSet.EMPTY, -1)).isEqualTo(CpuSelection.Selected.NOTHING);
    }

    @Test
    void take_distributedOverManyNumaNodes_isUnboundedOnlyWhereCombinationsAreTried() {
        CpuTopology machine = Machines.numaNodes(20, 4);
        assertThat(chosen(machine, NUMA, "", 4)).isEqualTo("0-3");
        assertThat(chosen(machine, NUMA, "", 40)).as("all combinations are alike").isEqualTo("0-35,76-79");
        assertThat(chosen(machine, NUMA, "79", 39))
                .isEqualTo("never: it tries every combination of 10 of the 20 NUMA nodes with free CPUs,"
                        + " and for each every subset of it; this is followed for up to 16777216 of them");
        assertThat(chosen(machine, NUMA, "0-3", 8)).isEqualTo("4-11");
    }
}
