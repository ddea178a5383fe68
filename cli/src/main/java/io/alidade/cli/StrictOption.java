package io.alidade.cli;

/// `--strict`: what is only warned of otherwise is an error.
final class StrictOption implements OptionGroup {
    boolean isGiven;

    @Override
    public void addTo(Options options) {
        options.flag(value -> isGiven = value,
                "Refuse what is ignored otherwise: unknown fields of the configuration, objects" + " without pods.",
                "--strict");
    }
}
