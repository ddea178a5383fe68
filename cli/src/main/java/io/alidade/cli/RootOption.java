package io.alidade.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// `--root`: whose `sys` and `proc` are meant.
final class RootOption {
    @Option(names = "--root", paramLabel = "DIR",
            description = "The folder with the sys and proc of the machine (default: /), such as /host in a pod that mounts"
                    + " the node's / there.")
    Path folder = Path.of("/");
}
