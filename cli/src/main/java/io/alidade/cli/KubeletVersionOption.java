package io.alidade.cli;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.BadInput;
import java.util.Arrays;
import java.util.Iterator;

/// The value of `--kubelet-version`.
final class KubeletVersionOption {
    /// The end of the option's description.
    static final String KNOWN = "1.32, 1.33, 1.34, 1.35, 1.36, 1.37 or 1.38 (of which a beta was recorded). Without it, that"
            + " of the node where its object tells it, else 1.36.";

    private KubeletVersionOption() {}

    /// What completion offers.
    static final class Minors implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(KubeletVersion.values()).map(KubeletVersion::minor).iterator();
        }
    }

    static KubeletVersion parse(String text) {
        try {
            return KubeletVersion.parse(text);
        } catch (IllegalArgumentException unknown) {
            throw new BadInput("--kubelet-version: " + unknown.getMessage(), "Name one of the known, or leave it out.");
        }
    }
}
