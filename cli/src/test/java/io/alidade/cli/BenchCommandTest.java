package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The bench command on the recorded situations, measured for a moment each: what it prints, not how fast it is.
class BenchCommandTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");
    private static final String CASES = ROOT.resolve("vectors/speed.jsonl.gz").toString();

    @TempDir
    Path folder = Path.of("");

    @Test
    void bench_json_isWhatTheSchemaSays() throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(ROOT.resolve("docs/schemas/benchmark-report.schema.json")));
        CliRun run = CliRun.of("bench", "--seconds", "0.0001", "-o", "json", CASES);

        assertThat(run.exitCode()).isZero();
        assertThat(schema.validate(run.out(), InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(run.out().replace("medianNanos", "median"), InputFormat.JSON)).isNotEmpty();
        assertThat(run.out()).contains("\"kubeletMicros\": \">60000000\"").contains("\"ratio\": \">");
    }

    @Test
    void bench_table_hasALineForEachScenario() {
        CliRun run = CliRun.of("bench", "--seconds", "0.0001", CASES);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).anyMatch(line -> line.startsWith("64n-restricted-3res-wide"))
                .anyMatch(line -> line.startsWith("8n-restricted-4res") && line.contains(">60.0s"))
                .noneMatch(line -> line.contains("UnboundedAllocation"));
    }

    @Test
    void bench_unusableInput_isRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("x.jsonl"), "{\"id\": \"a\"}\n");

        assertThat(CliRun.of("bench", file.toString()).exitCode()).isEqualTo(2);
        assertThat(CliRun.of("bench", "--seconds", "0", CASES).err()).contains("--seconds is 0.0");
        assertThat(CliRun.of("bench", "--seconds", "NaN", CASES).exitCode()).isEqualTo(2);
    }
}
