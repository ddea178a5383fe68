package io.alidade.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alidade.bench.report.KubeletTimes.Time;
import io.alidade.bench.report.LogPlot.Point;
import io.alidade.bench.report.LogPlot.Series;
import io.alidade.bench.report.LogPlot.Tick;
import io.alidade.kube.document.BadInput;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {
    private static final String RESULTS = """
            [{"benchmark": "io.alidade.bench.AdmissionByNumaNodesBenchmark.admit",
              "params": {"machine": "2x128", "policy": "restricted", "resources": "4", "fit": "aligned"},
              "primaryMetric": {"score": 24.0, "scoreError": "NaN", "scoreUnit": "us/op"},
              "secondaryMetrics": {"cpu.time": {"score": 12.0, "scoreError": 3.0, "scoreUnit": "us/op"},
                                   "gc.alloc.rate.norm": {"score": 20480.0, "scoreUnit": "B/op"}}},
             {"benchmark": "io.alidade.bench.AdmissionByNumaNodesBenchmark.admit",
              "params": {"machine": "16x256", "policy": "restricted", "resources": "4", "fit": "aligned"},
              "primaryMetric": {"score": 1500.0, "scoreError": 1.0, "scoreUnit": "us/op"}, "secondaryMetrics": {}},
             {"benchmark": "io.alidade.bench.AdmissionByResourcesBenchmark.admit",
              "params": {"machine": "2x128", "policy": "restricted", "resources": "5", "fit": "split"},
              "primaryMetric": {"score": 30.0, "scoreError": 1.0, "scoreUnit": "us/op"},
              "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 8192.0, "scoreUnit": "B/op"}}}]
            """;

    private static final Measurements MEASURED = Measurements.read("results", RESULTS.getBytes(StandardCharsets.UTF_8));

    @Test
    void read_resultWithProcessorTime_takesItAndKeepsElapsedTime() {
        assertThat(MEASURED.all().getFirst()).satisfies(result -> {
            assertThat(result.benchmark()).isEqualTo("AdmissionByNumaNodes.admit");
            assertThat(result.micros()).isEqualTo(12);
            assertThat(result.elapsedMicros()).isEqualTo(24);
            assertThat(result.relativeError()).hasValueSatisfying(error -> assertThat(error).isEqualTo(0.25));
            assertThat(result.bytes()).contains(20480.0);
        });
    }

    @Test
    void read_otherJson_isRefused() {
        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> Measurements.read("results", "{}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void tables_ofResults_haveMachinesToTheRightSmallestFirst() {
        assertThat(new Tables(MEASURED).toMarkdown()).contains("""
                ### Whole admission by NUMA nodes

                | 2x128 | 16x256 |
                | --- | --- |
                | 12 µs, 20 KiB | 1.5 ms |
                """);
    }

    @Test
    void goals_ofResults_sayWhatIsReachedAndWhatIsMissed() {
        assertThat(new Bounds(MEASURED).toMarkdown())
                .contains("any policy | 15 µs | 30 µs (split 2x128 restricted 5) | missed: 2.0 times |")
                .contains("| 16 KiB | 8.0 KiB (split 2x128 restricted 5) | reached |");
    }

    @Test
    void find_recordedTimes_areThoseOfTheRequest() {
        KubeletTimes times = KubeletTimes.read(Path.of("..", "vectors", "speed.jsonl.gz"));

        assertThat(times.find(8, "restricted", 3)).contains(new Time(8, "restricted", 3, 1_861_298.7, false));
        assertThat(times.find(8, "restricted", 4)).contains(new Time(8, "restricted", 4, 60_000_000, true));
        assertThat(times.find(64, "restricted", 4)).isEmpty();
    }

    @Test
    void toSvg_ofAPlot_isXmlWithoutScriptAndMarksWhatWasStopped() throws Exception {
        LogPlot plot = new LogPlot("A < B", "of both", "NUMA nodes",
                List.of(new Tick("2", "128 CPUs"), new Tick("4", "")),
                List.of(new Series("kubelet,\nrecorded", "kubelet", true,
                        List.of(Optional.of(new Point(100, false)), Optional.of(new Point(6e7, true))))));

        String svg = plot.toSvg();

        assertThat(DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8))).getDocumentElement()
                .getTagName())
                .isEqualTo("svg");
        assertThat(svg).doesNotContain("<script").contains("A &lt; B", ">100 µs<", ">&gt; 60 s<");
    }

    @ParameterizedTest
    @CsvSource({"0.42, 0.4 µs", "9.94, 9.9 µs", "9.96, 10 µs", "999.4, 999 µs", "1000, 1.0 ms", "2500000, 2.5 s"})
    void duration_ofMicros_hasTwoDigitsAndAUnit(double micros, String text) {
        assertThat(LogPlot.duration(micros)).isEqualTo(text);
    }

    @Test
    void replaceFigures_betweenTheMarks_leavesTheRest() {
        String page = "before\n" + Report.BEGIN + "\nold\n" + Report.END + "\nafter\n";

        assertThat(Report.replaceFigures("page", page, "new\n"))
                .isEqualTo("before\n" + Report.BEGIN + "\n\nnew\n\n" + Report.END + "\nafter\n");
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> Report.replaceFigures("page", "none", "new"));
    }
}
