package io.alidade.plan.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.Policies;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.plan.capacity.Proposal.Change;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProposalSearchTest {
    private static final KubeletConfiguration STRICT = Machines.configuration("single-numa-node", "pod");

    private static Proposal propose(MachineDescription machine, Map<String, MachineDescription> others, boolean split,
            int budget, String... shapes) {
        return ProposalSearch.of(Machines.question(machine, STRICT, List.of(), shapes), "this", others, split, budget,
                Patience.ENDLESS);
    }

    private static Change single(Proposal proposal, String text) {
        return proposal.singles().stream().filter(change -> change.text().startsWith(text)).findFirst().orElseThrow();
    }

    @Test
    void singles_ofNineCpus_haveTheGainOfEachAndWhatForbidsIt() {
        Proposal proposal = propose(Machines.TWO_BY_24, Map.of(), false, 400, "nine:cpu=9");
        assertThat(proposal.before().shapes().getFirst().copies()).isEqualTo(4);
        assertThat(single(proposal, "nine: cpu 8 instead of 9").measure().shapes().getFirst().copies()).isEqualTo(5);
        Change none = single(proposal, "topologyManagerPolicy none");
        assertThat(none.measure().shapes().getFirst().copies()).isEqualTo(5);
        assertThat(none.obstacle().orElse("")).contains("splits pods");
        assertThat(proposal.after().splitPercent()).isZero();
        assertThat(proposal.after().shapes().getFirst().copies()).isEqualTo(5);
    }

    @Test
    void split_whereItIsAllowed_letsTheMilderPolicyIn() {
        Proposal proposal = propose(Machines.TWO_BY_24, Map.of(), true, 400, "nine:cpu=9");
        assertThat(single(proposal, "topologyManagerPolicy none").obstacle()).isEmpty();
    }

    /// Two pods with two devices each: NUMA node 0 has 22 CPUs for one that wants 23, unless the reserved CPUs are shared out.
    @Test
    void reservedCpus_inTheWay_areSpreadOverTheNumaNodes() {
        Proposal proposal = propose(Machines.TWO_BY_24_WITH_GPUS, Map.of(), false, 400,
                "big:cpu=23,memory=1Gi,x.com/gpu=2", "tiny:cpu=1,memory=1Gi");
        assertThat(single(proposal, "reservedSystemCPUs 0,24").measure().shapes().getFirst().copies()).isEqualTo(2);
        assertThat(proposal.chosen()).extracting(Change::kind).contains("reserved");
        assertThat(proposal.configuration().reservedSystemCpus()).isEqualTo("0,24");
    }

    @Test
    void shape_thatNeverFits_isHelpedFirst() {
        Proposal proposal = propose(Machines.TWO_BY_24, Map.of(), false, 400, "large:cpu=30", "small:cpu=2");
        assertThat(proposal.before().never()).isEqualTo(1);
        assertThat(proposal.after().never()).isZero();
        assertThat(proposal.configuration().topologyManagerPolicy()).isNotEqualTo(Policies.BEST_EFFORT);
    }

    @Test
    void machine_withMoreOfWhatIsMissing_isProposed() {
        MachineDescription one = Machines.machine("""
                layout: {sockets: 1, coresPerSocket: 48, threadsPerCore: 1}
                numaNodes: [{node: 0, memory: 256Gi}]
                """);
        Proposal proposal = propose(Machines.TWO_BY_24, Map.of("nps1", one), false, 400, "large:cpu=25");
        assertThat(single(proposal, "nps1 instead of this").measure().shapes().getFirst().copies()).isEqualTo(1);
    }

    @Test
    void machine_withoutADeviceThatIsAskedFor_isNotProposedAndSaysWhy() {
        Proposal proposal = propose(Machines.TWO_BY_24_WITH_GPUS, Map.of("bare", Machines.TWO_BY_24), false, 400,
                "gpu:cpu=4,memory=1Gi,x.com/gpu=1");
        assertThat(single(proposal, "bare instead of this").obstacle()).contains("the machine has no x.com/gpu");
    }

    @Test
    void budget_thatIsUsedUp_isKeptAndSaid() {
        Proposal proposal = propose(Machines.TWO_BY_24, Map.of(), false, 4, "nine:cpu=9");
        assertThat(proposal.tried()).isLessThanOrEqualTo(4);
        assertThat(proposal.isComplete()).isFalse();
        assertThat(propose(Machines.TWO_BY_24, Map.of(), false, 400, "nine:cpu=9").isComplete()).isTrue();
    }

    @Test
    void parts_thatCannotBeMade_areNotTried() {
        assertThat(ShapeEdits.part(Shape.parse("cpu=9,memory=1Gi"), 2)).isEmpty();
        assertThat(ShapeEdits.part(Shape.parse("cpu=8,memory=1Gi,x.com/gpu=3"), 2)).isEmpty();
        assertThat(ShapeEdits.part(Shape.parse("cpu=8,memory=1Gi,x.com/gpu=4"), 4).orElseThrow().asks())
                .isEqualTo("cpu 2, memory 256Mi, x.com/gpu 1");
    }
}
