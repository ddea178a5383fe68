package io.alidade.cli;

/// Only say what would be done.
final class DryRunOption implements OptionGroup {
    boolean isOn;

    @Override
    public void addTo(Options options) {
        options.flag(value -> isOn = value, "Say what would be done, and do nothing.", "--dry-run");
    }
}
