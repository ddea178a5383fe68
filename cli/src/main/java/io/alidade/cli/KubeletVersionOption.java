package io.alidade.cli;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.BadInput;
import java.util.Arrays;
import java.util.Iterator;

/// The value of `--kubelet-version`.
final class KubeletVersionOption {
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
