package io.alidade.cli;

/// `--all`: nothing is summed up.
final class AllOption implements OptionGroup {
    boolean isGiven;

    @Override
    public void addTo(Options options) {
        options.flag(value -> isGiven = value, "Show each pod or finding, also where there are many of a kind.",
                "--all");
    }
}
