package io.alidade.view.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.live.measure.Aspect;
import io.alidade.live.measure.Figure;
import io.alidade.live.measure.MeasureReport;
import io.alidade.live.measure.MemoryResult;
import io.alidade.live.measure.PageSize;
import io.alidade.live.measure.Spread;
import io.alidade.view.MeasureText;
import io.alidade.view.TextStyle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeasurePictureTest {
    /// Remote memory is half as good; of the first pair with all cores the rounds are far apart.
    private static MeasureReport report(int numaNodes) {
        List<Figure> figures = new ArrayList<>();
        List<MeasureReport.NumaNodeFacts> facts = new ArrayList<>();
        for (int from = 0; from < numaNodes; from++) {
            facts.add(new MeasureReport.NumaNodeFacts(from, "0-3", 4, 1, 1 << 30));
            for (int to = 0; to < numaNodes; to++) {
                double part = from == to ? 1 : 0.5;
                figures.add(
                        new Figure(Aspect.LATENCY, 1, from, to, new Spread(List.of(90 / part, 91 / part, 92 / part))));
                figures.add(new Figure(Aspect.READ, 1, from, to, new Spread(List.of(10 * part, 10 * part, 10 * part))));
                figures.add(new Figure(Aspect.READ, 4, from, to,
                        new Spread(List.of(40.0, 40.0, from + to == 1 ? 80.0 : 40.0))));
            }
        }
        return new MeasureReport("<worker>", Instant.EPOCH, Optional.empty(), facts,
                Optional.of(
                        new MemoryResult(1 << 30, PageSize.HUGE, Optional.of(0.5), 3, Duration.ofMillis(50), figures,
                                Map.of(0, 0.75), List.of())),
                Optional.empty(), Map.of(), Map.of());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void picture_hasACellForEachFigure(int numaNodes) {
        String svg = MeasurePicture.of(report(numaNodes)).orElseThrow();

        assertThat(svg).startsWith("<svg ").contains("&lt;worker&gt;", "latency (ns)", "read, 1 core (GB/s)",
                "read, all cores (GB/s)");
        assertThat(svg.split("memory of", -1)).hasSize(3 * numaNodes * numaNodes + 1);
    }

    @Test
    void picture_ofFiguresThatAreTooNoisy_isHatched_andOfOthersDarkerTheWorse() {
        String svg = MeasurePicture.of(report(2)).orElseThrow();

        assertThat(svg)
                .containsPattern(
                        "cell other[^>]*><title>CPUs of NUMA node 0, memory of 1: 40.0 .100 %. GB/s, too noisy")
                .containsPattern("distance d4[^>]*><title>CPUs of NUMA node 0, memory of 1: 5.00 .0 %. GB/s<")
                .containsPattern("distance d0[^>]*><title>CPUs of NUMA node 0, memory of 0: 91.0 .2 %. ns<");
    }

    @Test
    void text_hasTheMatrixAndWhatMayBeClaimed() {
        String text = MeasureText.of(report(2), Optional.empty(), TextStyle.PLAIN);

        assertThat(text).contains("<worker> · 2 NUMA nodes · 3 rounds of 50 ms, 1Gi of each NUMA node, of which 50",
                "Only 75.0 % of the memory meant for NUMA node 0 is there",
                "latency: remote memory takes 2.00 times as long as local.",
                "read, 1 core: remote memory gives 0.50 of the local bandwidth.",
                "read, 4 cores: too noisy to tell whether remote memory is slower.")
                .containsPattern("latency, ns +0 +91\\.0 \\(2 %\\) +182 \\(2 %\\)");
    }
}
