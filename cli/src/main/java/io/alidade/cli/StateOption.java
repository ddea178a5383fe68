package io.alidade.cli;

import java.nio.file.Path;
import java.util.Optional;

/// `--state`: where a kubelet's checkpoint files are.
final class StateOption implements OptionGroup {
    Optional<Path> folder = Optional.empty();

    @Override
    public void addTo(Options options) {
        options.value(Path.class, value -> folder = value, "DIR",
                "The kubelet's checkpoint files: its root folder, or a flat one. Pods in them are active and hold"
                        + " what the files say.",
                "--state");
    }
}
