package io.alidade.agent.runtime;

import io.alidade.live.source.FoundNode;
import java.time.Duration;

/// How a node makes containers wait that end again and again (node-config 13.1).
///
/// @param first   the pause after the second end, at most the longest
/// @param longest up to which pauses are doubled
public record BackOffRule(Duration first, Duration longest) {
    /// That of a kubelet's defaults, which holds for images in any case.
    public static final BackOffRule DEFAULT = new BackOffRule(Duration.ofSeconds(10), Duration.ofMinutes(5));

    private static final BackOffRule REDUCED = new BackOffRule(Duration.ofSeconds(1), Duration.ofMinutes(1));
    private static final String REDUCES = "ReduceDefaultCrashLoopBackOffDecay";
    private static final String CONFIGURED = "KubeletCrashLoopBackOffMax";

    /// That of a node that was read.
    public static BackOffRule of(FoundNode node) {
        BackOffRule rule = node.configuration().isGateOn(REDUCES, node.version()) ? REDUCED : DEFAULT;
        if (!node.configuration().isGateOn(CONFIGURED, node.version())) {
            return rule;
        }
        // Said or not, it has a value then, and that counts.
        Duration longest = node.configuration().otherFields().maxContainerRestartPeriod().orElse(DEFAULT.longest());
        return new BackOffRule(rule.first().compareTo(longest) > 0 ? longest : rule.first(), longest);
    }
}
