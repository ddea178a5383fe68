package io.alidade.live.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.topology.NumaNode;
import io.alidade.linux.machine.DiscoveredMachine;
import io.alidade.linux.machine.MachineDiscovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// The recipe of docs/machine-sources.md for nodes without Java, on this machine.
class TarRecipeTest {
    private static final Path PAGE = Path.of("../docs/machine-sources.md");

    @TempDir
    private Path folder;

    static boolean hasTar() {
        return Files.isExecutable(Path.of("/bin/tar")) && Files.isDirectory(Path.of("/sys/devices/system/cpu"));
    }

    /// The block of the page that runs `tar`.
    private static String recipe() throws IOException {
        String page = Files.readString(PAGE);
        int tar = page.indexOf("tar czf node.tgz");
        assertThat(tar).isPositive();
        int start = page.lastIndexOf("```sh\n", tar) + "```sh\n".length();
        return page.substring(start, page.indexOf("\n```", tar));
    }

    @Test
    @EnabledIf("hasTar")
    void archive_madeByTheRecipe_isThisMachine() throws Exception {
        Process shell = new ProcessBuilder("/bin/sh", "-c", recipe()).directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile()).start();
        assertThat(shell.waitFor(120, TimeUnit.SECONDS)).isTrue();

        DiscoveredMachine archived = MachineDiscovery.discoverArchive(folder.resolve("node.tgz"));

        DiscoveredMachine live = MachineDiscovery.discover(Path.of("/"));
        assertThat(archived.topology().cpus()).isEqualTo(live.topology().cpus());
        assertThat(archived.topology().numaNodes()).extracting(NumaNode::id, NumaNode::distances, NumaNode::hugepages)
                .isEqualTo(live.topology().numaNodes().stream().map(numaNode -> Tuple.tuple(numaNode.id(),
                        numaNode.distances(), numaNode.hugepages())).toList());
        assertThat(archived.hardware().cores()).isEqualTo(live.hardware().cores());
        assertThat(archived.hardware().devices()).isEqualTo(live.hardware().devices());
        assertThat(List.copyOf(archived.hardware().caches())).isEqualTo(live.hardware().caches());
    }
}
