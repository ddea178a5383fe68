package io.alidade.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/// `--config`: where the kubelet's configuration is.
final class ConfigOption {
    @Option(names = "--config", paramLabel = "FILE|DIR",
            description = "The kubelet's configuration: a KubeletConfiguration, a folder of drop-ins, the answer of"
                    + " /configz, or a document that holds one. Without it, that of the kubelet's folder or of the machine"
                    + " file, if there is one.")
    Optional<String> file = Optional.empty();
}
