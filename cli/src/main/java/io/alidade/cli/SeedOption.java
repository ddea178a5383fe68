package io.alidade.cli;

import java.util.Optional;

/// `--seed`: what is drawn is drawn again by the same seed.
final class SeedOption implements OptionGroup {
    private static final long FIRST = 1;

    Optional<Long> given = Optional.empty();

    @Override
    public void addTo(Options options) {
        options.value(Long.class, value -> given = value, "N", "Another seed draws otherwise (default: 1).", "--seed");
    }

    /// The seed that holds.
    long value() {
        return given.orElse(FIRST);
    }
}
