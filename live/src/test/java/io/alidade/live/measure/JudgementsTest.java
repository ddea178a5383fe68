package io.alidade.live.measure;

import static io.alidade.live.measure.Reports.figure;
import static io.alidade.live.measure.Reports.memory;
import static io.alidade.live.measure.Reports.trial;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.live.measure.Judgement.Outcome;
import io.alidade.live.measure.MeasureReport.VirtualMachine;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JudgementsTest {
    private static final MemoryResult CALM = memory(figure(Aspect.LATENCY, 1, 0, 0, 90.0, 91.0, 92.0),
            figure(Aspect.LATENCY, 1, 0, 1, 140.0, 141.0, 142.0), figure(Aspect.READ, 4, 0, 0, 40.0, 40.0, 40.5),
            figure(Aspect.READ, 4, 0, 1, 20.0, 20.0, 20.5));

    @Test
    void memory_ofCalmRounds_isCompared() {
        assertThat(Reports.of(CALM).judgements()).containsExactly(
                new Judgement("latency", Outcome.DIFFERENT, "remote memory takes 1.55 times as long as local."),
                new Judgement("read, 4 cores", Outcome.DIFFERENT, "remote memory gives 0.50 of the local bandwidth."));
    }

    @Test
    void memory_ofFigureThatAreApart_saysThatItIsTooNoisy() {
        MeasureReport report = Reports.of(memory(figure(Aspect.READ, 1, 0, 0, 10.0, 10.0, 12.0),
                figure(Aspect.READ, 1, 0, 1, 5.0, 5.0, 5.0)));

        assertThat(report.judgements()).extracting(Judgement::outcome).containsExactly(Outcome.TOO_NOISY);
    }

    @Test
    void memory_partlyNoisy_claimsTheCalmPairsAndCountsTheOthers() {
        MeasureReport report = Reports.of(memory(figure(Aspect.READ, 1, 0, 0, 10.0, 10.0, 10.0),
                figure(Aspect.READ, 1, 0, 1, 5.0, 5.0, 5.0), figure(Aspect.READ, 1, 1, 1, 10.0, 10.0, 10.0),
                figure(Aspect.READ, 1, 1, 0, 1.0, 5.0, 9.0)));

        assertThat(report.judgements()).extracting(Judgement::text).containsExactly(
                "remote memory gives 0.50 of the local bandwidth. Too noisy to tell: 1 of 2 pairs.");
    }

    @Test
    void memory_withoutDifference_isAlike() {
        MeasureReport report = Reports.of(memory(figure(Aspect.COPY, 1, 0, 0, 10.0, 10.2, 10.4),
                figure(Aspect.COPY, 1, 0, 1, 10.1, 10.3, 10.5)));

        assertThat(report.judgements()).extracting(Judgement::outcome).containsExactly(Outcome.ALIKE);
    }

    @Test
    void emulatedMachine_claimsNothing() {
        MeasureReport report = Reports.report(Optional.of(new VirtualMachine("QEMU", true)), 2, Optional.of(CALM),
                Optional.of(new CommandResult("x", 3, List.of(trial(CommandPlace.Kind.ALIGNED, 1.0, 1.0, 1.0),
                        trial(CommandPlace.Kind.REMOTE, 2.0, 2.0, 2.0)), List.of())));

        assertThat(report.judgements()).extracting(Judgement::outcome).containsExactly(Outcome.EMULATED);
    }

    @Test
    void oneNumaNode_hasNothingToCompare_andAVirtualMachineIsCalledOne() {
        MeasureReport report = Reports.report(Optional.of(new VirtualMachine("KVM", false)), 1,
                Optional.of(memory(figure(Aspect.READ, 1, 0, 0, 10.0, 10.0, 10.0))), Optional.empty());

        assertThat(report.judgements()).extracting(Judgement::outcome).containsExactly(Outcome.KNOW,
                Outcome.NOTHING_TO_COMPARE);
        assertThat(report.judgements().getLast().text()).contains("one NUMA node");
    }

    @Test
    void command_isComparedWithItsAlignedRuns() {
        MeasureReport report = Reports.of(new CommandResult("train", 3,
                List.of(trial(CommandPlace.Kind.ALIGNED, 1.0, 1.01, 1.02),
                        trial(CommandPlace.Kind.REMOTE, 1.3, 1.3, 1.31),
                        trial(CommandPlace.Kind.SPREAD, 1.0, 1.01, 1.03),
                        trial(CommandPlace.Kind.UNPINNED, 1.0, 2.0, 3.0)),
                List.of()));

        assertThat(report.judgements()).containsExactly(
                new Judgement("command, remote", Outcome.DIFFERENT,
                        "takes 1.29 times as long as aligned; its memory was"
                                + " 75 % on NUMA node 0, 25 % on NUMA node 1."),
                new Judgement("command, spread", Outcome.ALIKE, "no difference from aligned beyond the spread."),
                new Judgement("command, unpinned", Outcome.TOO_NOISY,
                        "too noisy to tell whether it differs from aligned."));
    }
}
