package io.alidade.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Samples;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.live.source.FoundNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `newCrashLoopBackOff` of kubelet 1.33.13 to 1.38.0-beta.0 answers, and the lines in its place in 1.32.13.
class BackOffRuleTest {
    private static final String MAX = "crashLoopBackOff: {maxContainerRestartPeriod: ";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1.32 | ''                                                                             | ''   | 10 | 300
            1.32 | KubeletCrashLoopBackOffMax: true                                               | 30s  | 10 | 30
            1.34 | KubeletCrashLoopBackOffMax: true                                               | 4s   | 4  | 4
            1.34 | ReduceDefaultCrashLoopBackOffDecay: true                                       | ''   | 1  | 60
            1.36 | ''                                                                             | ''   | 10 | 300
            1.36 | ''                                                                             | 1m5s | 10 | 65
            1.36 | ''                                                                             | 4s   | 4  | 4
            1.36 | ReduceDefaultCrashLoopBackOffDecay: true                                       | ''   | 1  | 300
            1.36 | ReduceDefaultCrashLoopBackOffDecay: true                                       | 20s  | 1  | 20
            1.36 | 'ReduceDefaultCrashLoopBackOffDecay: true, KubeletCrashLoopBackOffMax: false'  | ''   | 1  | 60
            1.38 | ''                                                                             | 2s   | 2  | 2
            """)
    void rule_ofAConfiguration_isThatOfTheKubelet(String version, String gates, String max, int first,
            int longest) {
        FoundNode node = Samples.nodeOf("featureGates: {" + gates + "}\n" + (max.isEmpty() ? "" : MAX + max + "}\n"));

        BackOffRule rule = BackOffRule.of(new FoundNode(node.found(), node.configuration(),
                KubeletVersion.parse(version), node.state(), node.warnings()));

        assertThat(rule.first()).hasSeconds(first);
        assertThat(rule.longest()).hasSeconds(longest);
    }
}
