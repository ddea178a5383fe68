package io.alidade.kube.config;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.golang.GoText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Fields that decide nothing on what is given to pods, but can stop the kubelet when it starts.
///
/// @param gated                     conditions that hold or not with the gates of a version
/// @param maxContainerRestartPeriod `crashLoopBackOff.maxContainerRestartPeriod` as given
public record OtherFields(Map<String, String> evictionSoft, Map<String, String> evictionSoftGracePeriod,
        Map<String, String> evictionMinimumReclaim, List<Gated> gated, String showHiddenMetricsForVersion,
        Optional<Duration> maxContainerRestartPeriod) {
    public static final OtherFields NONE = new OtherFields(Map.of(), Map.of(), Map.of(), List.of(), "");

    public OtherFields {
        evictionSoft = new TreeMap<>(evictionSoft);
        evictionSoftGracePeriod = new TreeMap<>(evictionSoftGracePeriod);
        evictionMinimumReclaim = new TreeMap<>(evictionMinimumReclaim);
        gated = List.copyOf(gated);
    }

    /// Without a period of restarts.
    public OtherFields(Map<String, String> evictionSoft, Map<String, String> evictionSoftGracePeriod,
            Map<String, String> evictionMinimumReclaim, List<Gated> gated, String showHiddenMetricsForVersion) {
        this(evictionSoft, evictionSoftGracePeriod, evictionMinimumReclaim, gated, showHiddenMetricsForVersion,
                Optional.empty());
    }

    /// The kubelet refuses the configuration while a gate is on, or while it is off.
    public record Gated(String gate, boolean whileOn, StartProblem problem) {}

    /// What the validation refuses with these gates.
    List<StartProblem> gateProblems(Predicate<String> isOn) {
        return gated.stream().filter(field -> isOn.test(field.gate()) == field.whileOn()).map(Gated::problem).toList();
    }

    /// What is wrong with `showHiddenMetricsForVersion`, which may name the minor before the kubelet's own and no other.
    Optional<StartProblem> hiddenMetricsProblem(KubeletVersion version) {
        int dot = version.minor().indexOf('.');
        String before = version.minor().substring(0, dot + 1)
                + (Integer.parseInt(version.minor(), dot + 1, version.minor().length(), 10) - 1);
        return showHiddenMetricsForVersion.isEmpty() || showHiddenMetricsForVersion.equals(before) ? Optional.empty()
                : Optional.of(StartProblem.of("failed to validate kubelet configuration, error: invalid"
                        + " showHiddenMetricsForVersion: showHiddenMetricsForVersion: Invalid value: "
                        + GoText.quoted(showHiddenMetricsForVersion) + ": must be omitted or have the value '" + before
                        + "'; only the previous minor version is allowed", "showHiddenMetricsForVersion"));
    }

    /// What is wrong with the soft thresholds, in the kubelet's order: thresholds, grace periods, reclaims, and then
    /// thresholds without a grace period. It looks at them when its managers have been made.
    public List<StartProblem> evictionProblems() {
        List<StartProblem> problems = new ArrayList<>();
        evictionSoft.forEach((signal, text) -> {
            if (EvictionThreshold.parse(signal, text) instanceof EvictionThreshold.Refused refused) {
                problems.add(StartProblem.of(refused.startError(), "evictionSoft", signal));
            }
        });
        evictionSoftGracePeriod.forEach((signal, text) -> graceError(signal, text)
                .ifPresent(error -> problems.add(StartProblem.of(error, "evictionSoftGracePeriod", signal))));
        evictionMinimumReclaim.forEach((signal, text) -> EvictionThreshold.reclaimError(signal, text)
                .ifPresent(error -> problems.add(StartProblem.of(error, "evictionMinimumReclaim", signal))));
        evictionSoft.forEach((signal, text) -> {
            EvictionThreshold threshold = EvictionThreshold.parse(signal, text);
            boolean isNone = threshold instanceof EvictionThreshold.None
                    || threshold instanceof EvictionThreshold.Refused;
            if (!isNone && !evictionSoftGracePeriod.containsKey(signal)) {
                problems.add(StartProblem.of("grace period must be specified for the soft eviction threshold " + signal,
                        "evictionSoft", signal));
            }
        });
        return problems;
    }

    private static Optional<String> graceError(String signal, String text) {
        if (!EvictionThreshold.isSignal(signal)) {
            return Optional.of("unsupported eviction signal " + signal);
        }
        try {
            Duration period = GoText.duration(text);
            return period.isNegative() ? Optional.of("invalid eviction grace period specified: " + text
                    + ", must be a positive value") : Optional.empty();
        } catch (IllegalArgumentException invalid) {
            return Optional.of(String.valueOf(invalid.getMessage()));
        }
    }
}
