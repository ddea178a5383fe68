package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCommandTest {
    private static final String EVENTS = "examples/journal/events.json";
    private static final String LOG = "examples/journal/kubelet.log";

    @TempDir
    Path folder;

    @Test
    void events_tellStormsOfControllers_byNode() throws IOException {
        CliRun run = CliRun.of("journal", "--from-events", EVENTS, "-o", "json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("docs/schemas/refusal-report.schema.json")))
                .validate(run.out(), InputFormat.JSON)).isEmpty();
        String text = CliRun.of("journal", "--from-events", EVENTS).out();
        assertThat(text).contains("7 refusals on 2 nodes: 1 OutOfcpu, 6 TopologyAffinityError")
                .contains("✘ a storm: ml/serve was refused 5 times").contains("Job ml/train").contains("web/db")
                .doesNotContain("Pulled");
    }

    @Test
    void log_tellsWhatWasShort_andTheEmptyNodeWhetherItEverFits() throws IOException {
        Samples samples = new Samples(folder);
        samples.write("wide.yaml", Samples.WIDE.replace("wide", "b-wide-n1"));
        samples.write("fits.yaml", Samples.WEB.replace("name: web", "name: c-odd-n1"));
        CliRun run = CliRun.of("journal", "--from-kubelet-log", LOG, "--node", samples.path("machine.yaml"), "--config",
                samples.path("kubelet.yaml"), samples.path("wide.yaml"), samples.path("fits.yaml"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("4 refusals: ").contains("no set of NUMA nodes has enough cpu",
                "an empty node refuses it, too",
                "an empty node takes it", "shape");
    }

    @Test
    void options_ofWhatIsWanted_holdForLogsAndEvents() {
        String all = CliRun.of("journal", "--from-events", EVENTS).out();
        assertThat(all).startsWith("7 refusals");
        assertThat(CliRun.of("journal", "--from-events", EVENTS, "--reason", "OutOfcpu").out())
                .startsWith("1 refusal ").doesNotContain("TopologyAffinityError");
        assertThat(CliRun.of("journal", "--from-events", EVENTS, "--pod", "web/nobody").out())
                .startsWith("no refusals");
        assertThat(CliRun.of("journal", "--from-events", EVENTS, "--until", "2020-01-01T00:00:00Z").out())
                .startsWith("no refusals");
        assertThat(CliRun.of("journal", "--from-kubelet-log", LOG, "--limit", "2").out()).startsWith("2 refusals");
        assertThat(CliRun.of("journal", "--from-kubelet-log", LOG, "--since", "soon").exitCode())
                .isEqualTo(ExitCodes.BAD_INPUT);
    }

    @Test
    void input_thatCannotBeUsed_isSaidWithACure() throws IOException {
        assertThat(CliRun.of("journal", "--journal", folder.toString()).err()).contains("holds no journal of an agent");
        assertThat(CliRun.of("journal", "--decisions", "--from-events", EVENTS).err())
                .contains("--decisions lists what an agent");
        assertThat(CliRun.of("journal", "--journal", folder.toString(), "--limit", "0").err()).contains("--limit is 0");
        assertThat(CliRun.of("journal", "--journal", folder.toString(), "--since", "1h", "--until", "2h").err())
                .contains("which is after --until");
        Path list = Files.writeString(folder.resolve("list.json"), "{\"kind\": \"Pod\"}");
        CliRun run = CliRun.of("journal", "--from-events", list.toString());
        assertThat(run.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(run.err()).contains("no list of events");
        assertThat(CliRun.withInput("", "journal", "--from-kubelet-log", "-").out()).contains("no refusals");
    }
}
