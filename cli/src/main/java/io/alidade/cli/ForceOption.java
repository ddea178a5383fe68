package io.alidade.cli;

import picocli.CommandLine.Option;

/// `--force`: files that are there already may be replaced.
final class ForceOption {
    @Option(names = "--force", description = "Replace what is there already.")
    boolean isGiven;
}
