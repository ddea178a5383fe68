package io.alidade.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Samples;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.linux.process.CpuQuota;
import io.alidade.live.source.FoundNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuotaRuleTest {
    private static QuotaRule rule(KubeletVersion version, String configuration) {
        FoundNode node = Samples.nodeOf(configuration);
        return QuotaRule.of(new FoundNode(node.found(), node.configuration(), version, Optional.empty(), List.of()));
    }

    @Test
    void exclusiveCpus_haveNoQuotaSince133() {
        assertThat(rule(KubeletVersion.V1_33, "")).isEqualTo(QuotaRule.DEFAULT);
        assertThat(rule(KubeletVersion.V1_32, "")).isEqualTo(new QuotaRule(true, 100_000, false));
    }

    @Test
    void gate_thatIsOffByItselfOrWithAllOfItsStage_bringsItBack() {
        for (String gate : new String[] {"DisableCPUQuotaWithExclusiveCPUs", "AllBeta"}) {
            assertThat(rule(KubeletVersion.V1_35, "featureGates: {" + gate + ": false}").liftsFromExclusiveCpus())
                    .as(gate).isFalse();
        }
    }

    @Test
    void fields_ofTheConfiguration_areFollowed() {
        assertThat(rule(KubeletVersion.V1_36, "cpuCFSQuota: false").isEnforced()).isFalse();
        QuotaRule shorter = rule(KubeletVersion.V1_36,
                "cpuCFSQuotaPeriod: 20ms\nfeatureGates: {CustomCPUCFSQuotaPeriod: true}");
        assertThat(shorter.periodMicros()).isEqualTo(20_000);
    }

    @Test
    void quota_ofALimit_isThatPartOfThePeriod() {
        QuotaRule rule = new QuotaRule(true, 20_000, true);
        assertThat(rule.quota(1_500, false)).contains(new CpuQuota(30_000, 20_000));
        assertThat(rule.quota(10, false)).as("the least").contains(new CpuQuota(1_000, 20_000));
        assertThat(rule.quota(0, false)).isEmpty();
        assertThat(rule.quota(2_000, true)).isEmpty();
        assertThat(new QuotaRule(true, 20_000, false).quota(2_000, true)).contains(new CpuQuota(40_000, 20_000));
        assertThat(new QuotaRule(false, 20_000, false).quota(2_000, false)).isEmpty();
    }
}
