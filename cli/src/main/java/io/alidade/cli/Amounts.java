package io.alidade.cli;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.BadInput;

/// Amounts of memory on the command line.
final class Amounts {
    /// No machine has more, and some times as much is a number still.
    private static final long MOST = 1L << 60;
    private static final String CURE = "Write it as Kubernetes does: 16Gi, 512Mi, 1500M.";

    private Amounts() {}

    /// The bytes of an amount above 0, as Kubernetes writes it; a part of a byte is a whole one.
    ///
    /// @throws BadInput if it is none
    static long read(String option, String text) {
        long bytes;
        try {
            bytes = Quantity.parse(text).ceilUnits();
        } catch (IllegalArgumentException _) {
            bytes = 0;
        }
        if (bytes <= 0) {
            throw new BadInput(option + " is '" + text + "', not an amount above 0.", CURE);
        }
        if (bytes > MOST) {
            throw new BadInput(option + " is '" + text + "', more than 1Ei.", CURE);
        }
        return bytes;
    }
}
