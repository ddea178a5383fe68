package io.alidade.kube.config;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.golang.GoText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/// Fields that decide nothing on this node but can stop its kubelet when it starts.
///
/// @param gated conditions that hold or not with the gates of a version
public record OtherFields(Map<String, String> evictionSoft, Map<String, String> evictionSoftGracePeriod,
        Map<String, String> evictionMinimumReclaim, List<Gated> gated, String showHiddenMetricsForVersion) {
    public static final OtherFields NONE = new OtherFields(Map.of(), Map.of(), Map.of(), List.of(), "");

    public OtherFields {
        evictionSoft = new TreeMap<>(evictionSoft);
        evictionSoftGracePeriod = new TreeMap<>(evictionSoftGracePeriod);
        evictionMinimumReclaim = new TreeMap<>(evictionMinimumReclaim);
        gated = List.copyOf(gated);
    }

    /// The kubelet refuses the configuration while a gate is on, or while it is off.
    public record Gated(String gate, boolean whileOn, String error) {}

    /// The first text with which the validation stops the kubelet.
    Optional<String> gateError(Predicate<String> isOn) {
        return gated.stream().filter(field -> isOn.test(field.gate()) == field.whileOn()).map(Gated::error)
                .findFirst();
    }

    /// What is wrong with `showHiddenMetricsForVersion`, which may name the minor before the kubelet's own and no other.
    Optional<String> hiddenMetricsError(KubeletVersion version) {
        int dot = version.minor().indexOf('.');
        String before = version.minor().substring(0, dot + 1)
                + (Integer.parseInt(version.minor(), dot + 1, version.minor().length(), 10) - 1);
        return showHiddenMetricsForVersion.isEmpty() || showHiddenMetricsForVersion.equals(before) ? Optional.empty()
                : Optional.of("failed to validate kubelet configuration, error: invalid showHiddenMetricsForVersion:"
                        + " showHiddenMetricsForVersion: Invalid value: " + GoText.quoted(showHiddenMetricsForVersion)
                        + ": must be omitted or have the value '" + before
                        + "'; only the previous minor version is allowed");
    }

    /// What is wrong with the soft thresholds, in the kubelet's order: thresholds, grace periods, reclaims, and then
    /// thresholds without a grace period.
    Optional<String> evictionError() {
        return first(evictionSoft, OtherFields::thresholdError)
                .or(() -> first(evictionSoftGracePeriod, OtherFields::graceError))
                .or(() -> first(evictionMinimumReclaim, EvictionThreshold::reclaimError))
                .or(this::withoutGrace);
    }

    private static Optional<String> first(Map<String, String> settings,
            BiFunction<String, String, Optional<String>> error) {
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            Optional<String> found = error.apply(setting.getKey(), setting.getValue());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> thresholdError(String signal, String value) {
        return EvictionThreshold.parse(signal, value) instanceof EvictionThreshold.Refused refused
                ? Optional.of(refused.startError())
                : Optional.empty();
    }

    private static Optional<String> graceError(String signal, String value) {
        if (!EvictionThreshold.isSignal(signal)) {
            return Optional.of("unsupported eviction signal " + signal);
        }
        try {
            Duration period = GoText.duration(value);
            return period.isNegative() ? Optional.of("invalid eviction grace period specified: " + value
                    + ", must be a positive value") : Optional.empty();
        } catch (IllegalArgumentException invalid) {
            return Optional.of(String.valueOf(invalid.getMessage()));
        }
    }

    private Optional<String> withoutGrace() {
        return first(evictionSoft, (signal, value) -> evictionSoftGracePeriod.containsKey(signal)
                || EvictionThreshold.parse(signal, value) instanceof EvictionThreshold.None ? Optional.empty()
                        : Optional.of("grace period must be specified for the soft eviction threshold " + signal));
    }
}
