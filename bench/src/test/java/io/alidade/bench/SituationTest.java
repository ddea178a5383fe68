package io.alidade.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.Admission;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SituationTest {
    // Situation.of itself checks the decision: this makes every kind of situation once.
    @ParameterizedTest
    @ValueSource(strings = {"2x128", "4x128", "8x64", "8x256"})
    void of_everyPolicyResourcesAndFit_decidesAsMeant(String machine) {
        for (String policy : new String[] {"restricted", "best-effort", "single-numa-node"}) {
            for (int resources = 2; resources <= 5; resources++) {
                Situation aligned = Situation.of(machine, policy, resources, "aligned");
                Situation split = Situation.of(machine, policy, resources, "split");

                assertThat(aligned.node().admit(aligned.pod())).isInstanceOf(Admission.Admitted.class);
                assertThat(split.container().resources().limits()).hasSize(resources);
            }
        }
    }
}
