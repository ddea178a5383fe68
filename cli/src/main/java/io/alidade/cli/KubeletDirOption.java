package io.alidade.cli;

import java.nio.file.Path;
import java.util.Optional;

/// `--kubelet-dir`: a live kubelet's folder.
final class KubeletDirOption implements OptionGroup {
    Optional<Path> folder = Optional.empty();

    @Override
    public void addTo(Options options) {
        options.value(Path.class, value -> folder = value, "DIR",
                "A live kubelet's root folder, such as /var/lib/kubelet: all that the command needs of it, the"
                        + " configuration (config.yaml) and the checkpoint files.",
                "--kubelet-dir");
    }
}
