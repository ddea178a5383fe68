package io.alidade.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.decision.Place;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.linux.process.CpuAffinity;
import io.alidade.linux.process.EnvironmentMark;
import io.alidade.linux.process.LimitCgroups;
import io.alidade.linux.process.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A container without a cgroup, as a user has it who may make none.
class ContainerProcessTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void daemon_thatHasLeftItsContainer_movesAndEndsWithIt() throws Exception {
        Path left = folder.resolve("left");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c",
                "(setsid sleep 1000 & echo $! >\"$1.new\"; mv \"$1.new\" \"$1\"); sleep 1000", "sh", left.toString());
        EnvironmentMark mark = ContainerProcess.mark(folder);
        builder.environment().put(mark.name(), mark.value());
        Process shell = builder.start();
        for (int tries = 0; tries < 500 && Files.notExists(left); tries++) {
            Thread.sleep(20);
        }
        int daemon = Integer.parseInt(Files.readString(left).strip());
        ContainerProcess container = new ContainerProcess(ProcessIdentity.of(shell.pid()).orElseThrow(), folder,
                Optional.empty(), LimitCgroups.NONE);
        CpuSet one = CpuSet.of(CpuAffinity.current().first());

        assertThat(container.confine(CpuSet.EMPTY, new Place(one, false, NumaNodeIds.EMPTY)).join()).isTrue();
        assertThat(CpuAffinity.of(daemon)).isEqualTo(one);
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
        assertThat(shell.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(container.ended()).succeedsWithin(10, TimeUnit.SECONDS);
        assertThat(mark.bearers()).isEmpty();
    }
}
