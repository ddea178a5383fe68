package io.alidade.engine.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PoliciesTest {
    private static Policies topology(String policy, String scope) {
        return new Policies("none", "None", policy, scope);
    }

    @Test
    void questions_ofEachTopologyPolicy_areTheKubelets() {
        assertThat(topology("none", "pod")).matches(policies -> !policies.aligns() && !policies.hasPodScope());
        assertThat(topology("best-effort", "pod"))
                .matches(
                        policies -> policies.combinesHints() && !policies.refusesUnaligned() && policies.hasPodScope());
        assertThat(topology("restricted", "container"))
                .matches(
                        policies -> policies.combinesHints() && policies.refusesUnaligned() && !policies.hasPodScope());
        assertThat(topology("single-numa-node", "container"))
                .matches(policies -> !policies.combinesHints() && policies.wantsSingleNumaNode() && policies.aligns());
    }

    @Test
    void questions_ofUnknownNames_areThoseOfNone() {
        Policies unknown = new Policies("Static", "static", "Restricted", "Pod");
        assertThat(unknown).matches(policies -> !policies.pinsCpus() && !policies.pinsMemory() && !policies.aligns());
        assertThat(unknown.scope()).isEqualTo(TopologyScope.CONTAINER);
    }

    @Test
    void pins_staticPolicies_areSpelledAsEachManagerDoes() {
        assertThat(new Policies("static", "Static", "none", "container"))
                .matches(policies -> policies.pinsCpus() && policies.pinsMemory());
    }
}
