package io.alidade.cli;

import java.nio.file.Path;

/// `--root`: whose `sys` and `proc` are meant.
final class RootOption implements OptionGroup {
    Path folder = Path.of("/");

    @Override
    public void addTo(Options options) {
        options.value(Path.class, value -> folder = value.orElse(Path.of("/")), "DIR",
                "The folder with the sys and proc of the machine (default: /), such as /host in a pod that mounts"
                        + " the node's / there.",
                "--root");
    }
}
