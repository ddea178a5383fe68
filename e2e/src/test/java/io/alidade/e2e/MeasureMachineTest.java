package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// `alidade measure` on an emulated machine with three NUMA nodes, of which the last one has no CPUs: memory is where it was
/// meant to be, by the kernel's own word, and nothing is claimed of speed. It takes a minute, so it is run when asked for.
@EnabledIfSystemProperty(named = "alidade.e2e", matches = "all",
        disabledReason = "it emulates a machine for a minute; -Dalidade.e2e=all runs it")
class MeasureMachineTest {
    private static final String[] MACHINE = {"-m", "2048M", "-smp", "4,sockets=2,cores=2,threads=1", "-object",
        "memory-backend-ram,id=m0,size=768M", "-object", "memory-backend-ram,id=m1,size=640M", "-object",
        "memory-backend-ram,id=m2,size=640M", "-numa", "node,nodeid=0,cpus=0-1,memdev=m0", "-numa",
        "node,nodeid=1,cpus=2-3,memdev=m1", "-numa", "node,nodeid=2,memdev=m2"};
    private static final Pattern PLACE = Pattern.compile("\"place\": \"([a-z]+)\",\\s+\"cpus\": \"([-0-9,]+)\","
            + "\\s+\"memoryNumaNodes\": \"([0-9]*)\"(?:(?!\"place\").)*?\"ownBytes\": \\[(.*?)]", Pattern.DOTALL);

    @TempDir
    Path folder = Path.of("");

    @Test
    void measure_onAMachineWithNumaNodes_hasMemoryWhereItWasMeant() throws IOException, InterruptedException {
        assumeTrue(VirtualMachine.isThere());
        Map<String, String> said = new VirtualMachine(folder).run("measure", "", MACHINE);

        String memory = said.getOrDefault("memory", "");
        assertThat(memory).as(said.toString()).contains("\"emulated\": true", "\"outcome\": \"emulated\"")
                .doesNotContain("\"outcome\": \"different\"");
        assertThat(memory.split("\"share\": 1\\s", -1)).as(memory).hasSize(4);
        for (int from = 0; from < 2; from++) {
            for (int to = 0; to < 3; to++) {
                assertThat(memory).containsPattern("\"cpuNumaNode\": " + from + ",\\s+\"memoryNumaNode\": " + to);
            }
        }
        assertThat(memory.split("\"numa_miss\": 0\\b", -1)).as(memory).hasSize(4);

        String command = said.getOrDefault("command", "");
        Matcher place = PLACE.matcher(command);
        assertPlace(command, place, "aligned", "2-3", "1", 1);
        assertPlace(command, place, "spread", "1-2", "", -1);
        assertPlace(command, place, "remote", "2-3", "0", 0);
        assertPlace(command, place, "unpinned", "0-3", "", -1);
    }

    /// @param numaNode where nearly all of its 48 MiB are, or -1 where that is the kernel's choice
    private static void assertPlace(String command, Matcher place, String kind, String cpus, String memory,
            int numaNode) {
        assertThat(place.find()).as(command).isTrue();
        assertThat(place.group(1)).isEqualTo(kind);
        assertThat(place.group(2)).isEqualTo(cpus);
        assertThat(place.group(3)).isEqualTo(memory);
        if (numaNode >= 0) {
            Matcher bytes = Pattern.compile("\"numaNode\": " + numaNode + ",\\s+\"bytes\": ([0-9]+)")
                    .matcher(place.group(4));
            assertThat(bytes.find()).as(command).isTrue();
            assertThat(Long.parseLong(bytes.group(1))).as(command).isGreaterThan(48L << 20);
        }
    }
}
