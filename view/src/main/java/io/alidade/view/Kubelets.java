package io.alidade.view;

import io.alidade.engine.settings.KubeletVersion;

/// How a kubelet's version is named to people.
final class Kubelets {
    private Kubelets() {}

    /// `1.36`; of a version that is not released `1.38 (1.38.0-beta.0 recorded)`.
    static String named(KubeletVersion version) {
        return version.isPreRelease() ? version.minor() + " (" + version.recordedFrom().substring(1) + " recorded)"
                : version.minor();
    }
}
