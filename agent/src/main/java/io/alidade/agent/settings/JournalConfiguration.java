package io.alidade.agent.settings;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Fields;
import io.alidade.live.journal.JournalSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What is said of the journal: what is absent is not set.
///
/// @param isKept `keepJournal`: whether what is decided is written down
/// @param size   `journalSize`: of all its files
/// @param days   `journalDays`: how long they stay
public record JournalConfiguration(Optional<Boolean> isKept, Optional<Quantity> size, Optional<Integer> days) {
    /// Nothing is set.
    public static final JournalConfiguration NONE = new JournalConfiguration(Optional.empty(), Optional.empty(),
            Optional.empty());

    /// Reads the fields of an agent's configuration.
    ///
    /// @throws BadInput if one is of another kind
    static JournalConfiguration read(Fields fields) {
        return new JournalConfiguration(fields.bool("keepJournal"), fields.quantity("journalSize"),
                fields.int32("journalDays"));
    }

    /// These settings, and those of `other` where there is none.
    JournalConfiguration or(JournalConfiguration other) {
        return new JournalConfiguration(isKept.or(other::isKept), size.or(other::size), days.or(other::days));
    }

    /// The settings of a journal; nothing if there is to be none.
    ///
    /// @param state the agent's own folder
    /// @throws BadInput if it is to hold nothing
    Optional<JournalSettings> settings(Path state) {
        long bytes = size.map(Quantity::ceilUnits).orElse(JournalSettings.DEFAULT_BYTES);
        int age = days.orElse((int) JournalSettings.DEFAULT_AGE.toDays());
        if (!isKept.orElse(true) || bytes == 0 || age == 0) {
            return Optional.empty();
        }
        if (bytes < JournalSettings.LEAST_BYTES || age < 0) {
            throw new BadInput(age < 0 ? "the journal is to be kept for " + age + " days."
                    : "the journal is to have " + bytes + " bytes, which is too few for a machine and its state.",
                    "Write journalSize (--journal-size) from 1Mi on and journalDays (--journal-days) from 1 on, or do without"
                            + " a journal (--keep-journal false).");
        }
        return Optional.of(new JournalSettings(folder(state), bytes, Duration.ofDays(age)));
    }

    /// Where the journal of an agent is.
    ///
    /// @param state the agent's own folder
    public static Path folder(Path state) {
        return state.resolve("journal");
    }
}
