package io.alidade.cli;

import io.alidade.agent.settings.JournalConfiguration;
import io.alidade.engine.quantity.Quantity;
import java.util.Optional;

/// `--keep-journal`, `--journal-size`, `--journal-days` of an agent: how much of its decisions it writes down.
final class KeptJournalOptions implements OptionGroup {
    private Optional<Boolean> isKept = Optional.empty();
    private Optional<Quantity> size = Optional.empty();
    private Optional<Integer> days = Optional.empty();

    @Override
    public void addTo(Options options) {
        options.value(Boolean.class, value -> isKept = value, "false",
                "false: write down nothing of what is decided (docs/journal.md).", "--keep-journal");
        options.value(Quantity::parse, Quantity.class, value -> size = value, "SIZE",
                "How large the journal may become, in bytes. Default: 256Mi.", "--journal-size");
        options.value(Integer.class, value -> days = value, "DAYS",
                "How many days the journal goes back at most. Default: 30.", "--journal-days");
    }

    JournalConfiguration configuration() {
        return new JournalConfiguration(isKept, size, days);
    }
}
