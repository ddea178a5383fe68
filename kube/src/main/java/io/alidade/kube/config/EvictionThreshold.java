package io.alidade.kube.config;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.golang.GoText;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What one entry of `evictionHard` says (node-config 3.8, 5.2).
sealed interface EvictionThreshold {
    /// The defaults, which hold when `evictionHard` is not given.
    Map<String, String> DEFAULTS = Map.of("memory.available", "100Mi", "nodefs.available", "10%", "nodefs.inodesFree",
            "5%", "imagefs.available", "15%", "imagefs.inodesFree", "5%");

    /// `0%` and `100%` mean that there is no threshold.
    record None() implements EvictionThreshold {}

    /// `fraction` is 0.1 for `10%`, in 32 bits as in the kubelet: the error of that is visible in the bytes.
    record Fraction(float fraction) implements EvictionThreshold {
        @Override
        public Quantity of(Quantity capacity) {
            return Quantity.ofBytes((long) ((double) capacity.ceilUnits() * (double) fraction));
        }
    }

    record Amount(Quantity amount) implements EvictionThreshold {
        @Override
        public Quantity of(Quantity capacity) {
            return amount;
        }
    }

    /// The kubelet does not start.
    record Refused(String startError) implements EvictionThreshold {}

    /// How much of a capacity the threshold keeps back.
    default Quantity of(Quantity capacity) {
        return Quantity.ZERO;
    }

    static EvictionThreshold parse(String signal, String text) {
        if (!Signals.KNOWN.contains(signal)) {
            return new Refused("unsupported eviction signal " + signal);
        }
        if (text.endsWith("%")) {
            return percentage(signal, text);
        }
        try {
            Quantity amount = Quantity.parse(text);
            return amount.signum() > 0 ? new Amount(amount)
                    : new Refused("eviction threshold " + signal + " must be positive: " + amount.toText());
        } catch (IllegalArgumentException notAQuantity) {
            return new Refused(String.valueOf(notAQuantity.getMessage()));
        }
    }

    static boolean isSignal(String text) {
        return Signals.KNOWN.contains(text);
    }

    /// What is wrong with an entry of `evictionMinimumReclaim`.
    static Optional<String> reclaimError(String signal, String text) {
        if (!isSignal(signal)) {
            return Optional.of("unsupported eviction signal " + signal);
        }
        try {
            if (text.endsWith("%")) {
                return number(text) <= 0
                        ? Optional.of("eviction percentage minimum reclaim " + signal + " must be positive: " + text)
                        : Optional.empty();
            }
            return Quantity.parse(text).signum() < 0
                    ? Optional.of("negative eviction minimum reclaim specified for " + signal)
                    : Optional.empty();
        } catch (IllegalArgumentException notAQuantity) {
            return Optional.of(String.valueOf(notAQuantity.getMessage()));
        }
    }

    /// The number before the percent signs.
    private static float number(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '%') {
            end--;
        }
        String number = text.substring(0, end);
        if (!Signals.NUMBER.matcher(number).matches()) {
            throw new IllegalArgumentException(
                    "strconv.ParseFloat: parsing " + GoText.quoted(number) + ": invalid syntax");
        }
        return Float.parseFloat(number);
    }

    private static EvictionThreshold percentage(String signal, String text) {
        if (text.equals("0%") || text.equals("100%")) {
            return new None();
        }
        float fraction;
        try {
            fraction = number(text) / 100f;
        } catch (IllegalArgumentException noNumber) {
            return new Refused(String.valueOf(noNumber.getMessage()));
        }
        if (fraction < 0) {
            return new Refused("eviction percentage threshold " + signal + " must be >= 0%: " + text);
        }
        if (fraction > 1) {
            return new Refused("eviction percentage threshold " + signal + " must be <= 100%: " + text);
        }
        return new Fraction(fraction);
    }

    /// Constants that are nobody else's business.
    final class Signals {
        private static final Set<String> KNOWN = Set.of("memory.available", "allocatableMemory.available",
                "nodefs.available", "nodefs.inodesFree", "imagefs.available", "imagefs.inodesFree",
                "containerfs.available", "containerfs.inodesFree", "pid.available");
        private static final Pattern NUMBER = Pattern
                .compile("[+-]?([0-9]{1,40}\\.?[0-9]{0,40}|\\.[0-9]{1,40})([eE][+-]?[0-9]{1,4})?");

        private Signals() {}
    }
}
