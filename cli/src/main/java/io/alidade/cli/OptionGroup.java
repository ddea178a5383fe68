package io.alidade.cli;

/// Options that several commands have, or one of them.
interface OptionGroup {
    void addTo(Options options);
}
