package io.alidade.cli;

import picocli.CommandLine.Option;

/// `--strict`: what is only warned of otherwise is an error.
final class StrictOption {
    @Option(names = "--strict",
            description = "Refuse what is ignored otherwise: unknown fields of the configuration, objects"
                    + " without pods.")
    boolean isGiven;
}
