package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.alidade.agent.bench.Figure;
import io.alidade.agent.bench.Figure.Outcome;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.view.TextStyle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What `bench agent` prints and refuses; that it measures is seen beside real kubelets.
class BenchAgentCommandTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");
    private static final List<Figure> FIGURES = List.of(
            new Figure("decision", "pods, mean", "5 times faster", 0.5, "ms",
                    new TreeMap<>(Map.of("1.36", 4.0, "1.37", 3.0)), Outcome.REACHED, List.of("On tmpfs.")),
            new Figure("idle", "processor time", "0.5 %", 123.4, "%", new TreeMap<>(), Outcome.MISSED, List.of()));

    @Test
    void figures_asJson_areWhatTheSchemaSays() throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(ROOT.resolve("docs/schemas/agent-benchmark-report.schema.json")));
        String json = DocumentWriter.toJson(AgentFiguresDocument.of(FIGURES));
        assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(json.replace("missed", "lost"), InputFormat.JSON)).isNotEmpty();
    }

    @Test
    void figures_asText_haveAColumnForEachKubelet() {
        assertThat(AgentFiguresText.of(FIGURES, TextStyle.PLAIN)).isEqualTo("""
                figure      agent  kubelet 1.36  kubelet 1.37  target          outcome
                ────────  ───────  ────────────  ────────────  ──────────────  ───────
                decision  0.50 ms       4.00 ms       3.00 ms  5 times faster  reached
                idle        123 %                              0.5 %           missed

                decision: pods, mean.
                  0.125 times that of kubelet 1.36.
                  0.167 times that of kubelet 1.37.
                  On tmpfs.

                idle: processor time.
                """);
    }

    @Test
    void unusableInput_isRefused() {
        assertThat(CliRun.of("bench", "agent", "--pods", "0").err()).contains("--pods is 0, not from 1 to 1000.");
        assertThat(CliRun.of("bench", "agent", "--only", "speed").exitCode()).isEqualTo(2);
        assertThat(CliRun.of("bench", "agent", "--kubelet", "1.99", "--program", "/bin/true").exitCode()).isEqualTo(2);
        assertThat(CliRun.of("bench", "agent", "--program", "/nowhere/alidade").err())
                .contains("/nowhere/alidade cannot be run.");
        assertThat(CliRun.of("bench", "agent", "--kubelet", "none", "--work", "/nowhere", "--program", "/bin/true",
                "--only", "drift").exitCode()).isEqualTo(2);
    }
}
