package io.alidade.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentMarkTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void process_thatHasLeftSessionAndParent_isFoundAndEnded() throws Exception {
        EnvironmentMark mark = new EnvironmentMark("ALIDADE_TEST_MARK", folder.toString());
        EnvironmentMark longer = new EnvironmentMark("ALIDADE_TEST_MARK", folder + "/2");
        Path pid = folder.resolve("pid");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c",
                "(setsid sleep 1000 & echo $! >\"$1.new\"; mv \"$1.new\" \"$1\")", "sh", pid.toString());
        builder.environment().put(mark.name(), mark.value());
        assertThat(builder.start().waitFor(10, TimeUnit.SECONDS)).isTrue();
        ProcessHandle left = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();

        assertThat(mark.bearers()).contains(left).doesNotContain(ProcessHandle.current());
        assertThat(longer.bearers()).isEmpty();
        longer.kill();
        assertThat(left.isAlive()).isTrue();
        mark.kill();
        assertThat(mark.bearers()).isEmpty();
        assertThat(left.onExit()).succeedsWithin(10, TimeUnit.SECONDS);
    }

    @Test
    void variable_thatCannotBe_isRefused() {
        assertThatThrownBy(() -> new EnvironmentMark("A=B", "")).isInstanceOf(IllegalArgumentException.class);
    }
}
