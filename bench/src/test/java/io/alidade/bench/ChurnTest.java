package io.alidade.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.mask.CpuSet;
import org.junit.jupiter.api.Test;

class ChurnTest {
    private static final MachineSize SIZE = MachineSize.parse("8x256");

    @Test
    void step_manyTimes_keepsTheNodeAboutFourFifthsFull() {
        Churn churn = new Churn(SIZE, "restricted", 1);
        int refusals = 0;
        for (int i = 0; i < 500; i++) {
            refusals += churn.step();
        }

        CpuSet shared = churn.node().allocations().cpus().sharedCpus();
        assertThat(SIZE.cpus() - shared.size()).isBetween(SIZE.cpus() * 7 / 10, SIZE.cpus() * 9 / 10);
        assertThat(churn.node().pods()).hasSizeBetween(60, 110);
        assertThat(refusals).isLessThan(500);
    }

    @Test
    void step_sameSeed_givesTheSameNode() {
        Churn one = new Churn(SIZE, "best-effort", 7);
        Churn other = new Churn(SIZE, "best-effort", 7);
        for (int i = 0; i < 50; i++) {
            assertThat(one.step()).isEqualTo(other.step());
        }

        assertThat(one.node().checkpoints()).isEqualTo(other.node().checkpoints());
    }
}
