package io.alidade.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// `--kubelet-dir`: a live kubelet's folder.
final class KubeletDirOption {
    @Option(names = "--kubelet-dir", paramLabel = "DIR",
            description = "A live kubelet's root folder, such as /var/lib/kubelet: all that the command needs of it, the"
                    + " configuration (config.yaml) and the checkpoint files.")
    Optional<Path> folder = Optional.empty();
}
