package io.alidade.live.measure;

import static io.alidade.live.measure.Reports.figure;
import static io.alidade.live.measure.Reports.memory;
import static io.alidade.live.measure.Reports.trial;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.live.measure.Judgement.Outcome;
import io.alidade.live.measure.MeasureReport.VirtualMachine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasureDocumentTest {
    private static final MeasureReport REPORT = Reports.report(Optional.of(new VirtualMachine("KVM", false)), 2,
            Optional.of(memory(figure(Aspect.READ, 2, 0, 1, 10.25, 11.0, 12.0))),
            Optional.of(new CommandResult("train --fast", 2, List.of(trial(CommandPlace.Kind.SPREAD, 1.5, 1.25)),
                    List.of("ended early"))));

    private static String json(MeasureReport report) {
        return DocumentWriter.toJson(MeasureDocument.of(report, Optional.empty()));
    }

    private static MeasureReport read(String text) {
        return MeasureDocument.read("report.json", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void read_whatWasWritten_isTheSameReport() {
        assertThat(read(json(REPORT))).isEqualTo(REPORT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "kind": "MeasureReport"  | "kind": "RunReport"       | kind is "RunReport", not MeasureReport.
            "aspect": "read"         | "aspect": "think"         | memory.figures[0].aspect is "think", not one of latency, read, write, copy.
            "cpuNumaNode": 0         | "cpuNumaNode": -1         | memory.figures[0].cpuNumaNode is the number -1
            10.25                    | 0                         | memory.figures[0].rounds is a list
            "2026-11-28T20:00:00Z"   | "yesterday"               | measuredAt is "yesterday"
            "cpus": "1-2"            | "cpus": "2-1"             | command.trials[0].cpus is "2-1"
            """)
    void read_whatIsNoReport_saysWhereAndWhat(String good, String bad, String message) {
        String text = json(REPORT);
        assertThat(text).contains(good);

        assertThatThrownBy(() -> read(text.replace(good, bad))).isInstanceOf(BadInput.class)
                .hasMessageContaining(message);
    }

    @Test
    void comparison_ofTwoReports_tellsWhatDiffers() {
        MeasureReport old = Reports.of(memory(figure(Aspect.READ, 1, 0, 0, 10.0, 10.0, 10.0),
                figure(Aspect.LATENCY, 1, 0, 0, 90.0, 90.0, 90.0), figure(Aspect.COPY, 1, 0, 0, 5.0, 5.0, 5.0),
                figure(Aspect.WRITE, 1, 0, 0, 5.0, 5.0, 5.0)));
        MeasureReport now = Reports.of(memory(figure(Aspect.READ, 1, 0, 0, 12.0, 12.0, 12.0),
                figure(Aspect.LATENCY, 1, 0, 0, 120.0, 120.0, 120.0), figure(Aspect.COPY, 1, 0, 0, 5.0, 8.0, 5.0),
                figure(Aspect.READ, 1, 0, 1, 5.0, 5.0, 5.0)));

        MeasureComparison comparison = MeasureComparison.of(old, now);

        assertThat(comparison.changes()).extracting(MeasureComparison.Change::about).containsExactly(
                "read, 1 core, NUMA node 0 to memory of 0", "latency, NUMA node 0 to memory of 0",
                "copy, 1 core, NUMA node 0 to memory of 0");
        assertThat(comparison.changes()).extracting(MeasureComparison.Change::outcome)
                .containsExactly(Outcome.DIFFERENT, Outcome.DIFFERENT, Outcome.TOO_NOISY);
        assertThat(comparison.changes()).extracting(MeasureComparison.Change::isBetter).containsExactly(true, false,
                false);
    }

    @Test
    void comparison_ofAnotherCommand_hasNothing() {
        MeasureReport other = Reports.of(new CommandResult("other", 3,
                List.of(trial(CommandPlace.Kind.ALIGNED, 1.0, 1.0, 1.0)), List.of()));
        MeasureReport now = Reports.of(new CommandResult("train", 3,
                List.of(trial(CommandPlace.Kind.ALIGNED, 1.0, 1.0, 1.0)), List.of()));

        assertThat(MeasureComparison.of(other, now).changes()).isEmpty();
        assertThat(MeasureComparison.of(now, now).changes()).hasSize(1);
    }
}
