package io.alidade.cli;

import java.util.Optional;

/// `--config`: where the kubelet's configuration is.
final class ConfigOption implements OptionGroup {
    Optional<String> file = Optional.empty();

    @Override
    public void addTo(Options options) {
        options.value(String.class, value -> file = value, "FILE|DIR",
                "The kubelet's configuration: a KubeletConfiguration, a folder of drop-ins, the answer of"
                        + " /configz, or a document that holds one. Without it, that of the kubelet's folder or of the machine"
                        + " file, if there is one.",
                "--config");
    }
}
