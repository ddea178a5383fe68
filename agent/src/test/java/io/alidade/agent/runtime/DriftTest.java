package io.alidade.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.decision.Place;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.linux.process.CpuAffinity;
import io.alidade.linux.process.CpusetCgroup;
import io.alidade.linux.process.LimitCgroups;
import io.alidade.linux.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real process that is not where it belongs. Its cgroup is a folder like any other, which brings nothing back.
class DriftTest {
    private static final NumaNodeIds ELSEWHERE = NumaNodeIds.of(List.of(999));

    @TempDir
    Path folder = Path.of("");

    private Process sleeping;

    @BeforeEach
    void start() throws IOException {
        sleeping = new ProcessBuilder("sleep", "1000").start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        sleeping.destroyForcibly().waitFor();
    }

    private List<Drift> look(Optional<CpusetCgroup> cgroup, NumaNodeIds mems) {
        return new ContainerProcess(ProcessIdentity.of(sleeping.pid()).orElseThrow(), folder, cgroup,
                LimitCgroups.NONE).bringBack(new Place(CpuAffinity.current(), true, mems)).join();
    }

    @Test
    void memory_thatCannotBeBroughtBack_isFoundAndTriedEachTime() {
        Optional<CpusetCgroup> cgroup = Optional.of(new CpusetCgroup(folder));
        for (int look = 0; look < 2; look++) {
            assertThat(look(cgroup, ELSEWHERE)).singleElement().satisfies(drift -> {
                assertThat(drift.pid()).isEqualTo(sleeping.pid());
                assertThat(drift.resource()).isEqualTo("mems");
                assertThat(drift.assigned()).isEqualTo("999");
                assertThat(CpuSet.parseList(drift.observed()).contains(999)).isFalse();
                assertThat(drift.isCured()).isFalse();
            });
        }
        assertThat(folder.resolve("cpuset.mems")).hasContent("999\n");
        assertThat(folder.resolve("cgroup.procs")).hasContent(sleeping.pid() + "\n");
    }

    @Test
    void memory_withoutACgroupOrAnAssignment_isNobodysMatter() {
        assertThat(look(Optional.empty(), ELSEWHERE)).isEmpty();
        assertThat(look(Optional.of(new CpusetCgroup(folder)), NumaNodeIds.EMPTY)).isEmpty();
        assertThat(Files.exists(folder.resolve("cpuset.mems"))).isFalse();
    }
}
