package io.alidade.cli;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.BadInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// `--kubelet-version`: which kubelet is meant.
final class KubeletVersionOption implements OptionGroup {
    List<String> texts = new ArrayList<>();

    @Override
    public void addTo(Options options) {
        options.texts(value -> texts = value, Optional.of(new Minors()), "", "VERSION",
                "The kubelet to be reproduced, by its minor: 1.32, 1.33, 1.34, 1.35, 1.36, 1.37 or 1.38 (of which a"
                        + " beta was recorded). Without it, the one that the input names, else 1.36.",
                "--kubelet-version");
    }

    /// What completion offers.
    static final class Minors implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(KubeletVersion.values()).map(KubeletVersion::minor).iterator();
        }
    }

    /// The one that is named, if one is.
    ///
    /// @throws BadInput for several, or one that is not known
    Optional<KubeletVersion> one() {
        if (texts.size() > 1) {
            throw new BadInput("--kubelet-version is given more than once: " + String.join(", ", texts) + ".",
                    "Name one kubelet; alidade compare takes several.");
        }
        return several().stream().findFirst();
    }

    /// All that are named.
    ///
    /// @throws BadInput for one that is not known
    List<KubeletVersion> several() {
        return texts.stream().map(KubeletVersionOption::parse).toList();
    }

    /// Reads a version, wherever it was written.
    ///
    /// @throws BadInput if it is not known
    static KubeletVersion parse(String text) {
        try {
            return KubeletVersion.parse(text);
        } catch (IllegalArgumentException unknown) {
            throw new BadInput("--kubelet-version: " + unknown.getMessage(), "Name one of the known, or leave it out.");
        }
    }
}
