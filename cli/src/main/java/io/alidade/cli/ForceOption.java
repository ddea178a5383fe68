package io.alidade.cli;

/// `--force`: files that are there already may be replaced.
final class ForceOption implements OptionGroup {
    boolean isGiven;

    @Override
    public void addTo(Options options) {
        options.flag(value -> isGiven = value, "Replace what is there already.", "--force");
    }
}
