package io.alidade.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {
    @Test
    void self_isAliveAndHoldsMemory() {
        ProcessIdentity self = ProcessIdentity.self();

        assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(self.isAlive()).isTrue();
        assertThat(self.residentBytes()).isGreaterThan(1 << 20);
    }

    @Test
    void identity_ofAnEarlierProcessWithTheSameNumber_isNotAlive() {
        ProcessIdentity self = ProcessIdentity.self();

        assertThat(new ProcessIdentity(self.pid(), self.startTicks() - 1, self.boot()).isAlive()).isFalse();
        assertThat(new ProcessIdentity(self.pid(), self.startTicks(), "another start").isAlive()).isFalse();
    }

    @Test
    void identity_ofAProcessThatIsKilled_isDeadBeforeAnybodyWaitsForIt() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sleep", "600").start();
        ProcessIdentity identity = ProcessIdentity.of(process.pid()).orElseThrow();
        assertThat(identity.isAlive()).isTrue();

        process.destroyForcibly().waitFor();

        assertThat(identity.isAlive()).isFalse();
        assertThat(identity.residentBytes()).isZero();
    }
}
