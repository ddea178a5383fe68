package io.alidade.cli;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.BadInput;

/// The value of `--kubelet-version`.
final class KubeletVersionOption {
    private KubeletVersionOption() {}

    static KubeletVersion parse(String text) {
        try {
            return KubeletVersion.parse(text);
        } catch (IllegalArgumentException unknown) {
            throw new BadInput("--kubelet-version: " + unknown.getMessage(), "Name one of the known, or leave it out.");
        }
    }
}
