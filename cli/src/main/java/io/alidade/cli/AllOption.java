package io.alidade.cli;

import picocli.CommandLine.Option;

/// `--all`: nothing is summed up.
final class AllOption {
    @Option(names = "--all", description = "Show each pod or finding, also where there are many of a kind.")
    boolean isGiven;
}
