package io.alidade.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// `--state`: where a kubelet's checkpoint files are.
final class StateOption {
    @Option(names = "--state", paramLabel = "DIR",
            description = "The kubelet's checkpoint files: its root folder, or a flat one. Pods in them are active and hold"
                    + " what the files say.")
    Optional<Path> folder = Optional.empty();
}
