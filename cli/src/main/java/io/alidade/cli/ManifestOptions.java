package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.pod.PodManifests;
import io.alidade.live.source.Inputs;
import java.util.ArrayList;
import java.util.List;

/// Which pods are meant: the files of every command that asks about some.
final class ManifestOptions implements OptionGroup {
    List<String> manifests = new ArrayList<>();

    PodOptions pods = new PodOptions();

    @Override
    public void addTo(Options options) {
        options.arguments(value -> manifests = value, "MANIFEST",
                "Files with pods or workloads (YAML or JSON), or folders of such files, in the order of admission; -"
                        + " is standard input.");
        options.include(pods);
    }

    /// For commands that make no sense without pods; called before anything is read.
    ///
    /// @throws BadInput if none is named
    void mustBeGiven() {
        if (manifests.isEmpty() && pods.files.files.isEmpty()) {
            throw new BadInput("no pods are named.", "Name files or folders of manifests, with -f or without it.");
        }
    }

    /// Reads them in their order.
    ///
    /// @param strict   refuse objects without pods, which are skipped with a warning otherwise
    /// @param warnings where those go
    /// @throws BadInput if a file cannot be used
    PodManifests read(Inputs inputs, boolean strict, List<String> warnings) {
        return pods.read(manifests, inputs, strict, warnings);
    }
}
