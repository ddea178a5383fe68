package io.alidade.conformance.speed;

import java.util.Locale;

/// The kubelet's own time on an admission.
public sealed interface KubeletTime {
    /// How many times longer the kubelet took, as text: `412`, `>1500000`, `3.4`.
    String ratioTo(long nanos);

    /// It took this long.
    record Measured(double micros) implements KubeletTime {
        @Override
        public String ratioTo(long nanos) {
            return ratio(micros * 1000 / Math.max(1, nanos));
        }
    }

    /// It was stopped after this long.
    record Stopped(double micros) implements KubeletTime {
        @Override
        public String ratioTo(long nanos) {
            return ">" + ratio(micros * 1000 / Math.max(1, nanos));
        }
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio < 10 ? "%.1f" : "%.0f", ratio);
    }
}
