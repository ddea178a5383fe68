package io.alidade.cli;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.BadInput;
import java.util.OptionalLong;

/// Amounts of memory on the command line.
final class Amounts {
    private Amounts() {}

    /// The bytes of an amount above 0, as Kubernetes writes it.
    ///
    /// @throws BadInput if it is none
    static long read(String option, String text) {
        OptionalLong bytes;
        try {
            bytes = Quantity.parse(text).asLong();
        } catch (IllegalArgumentException _) {
            bytes = OptionalLong.empty();
        }
        if (bytes.isEmpty() || bytes.getAsLong() <= 0) {
            throw new BadInput(option + " is '" + text + "', not an amount above 0.",
                    "Write it as Kubernetes does: 16Gi, 512Mi, 1500M.");
        }
        return bytes.getAsLong();
    }
}
