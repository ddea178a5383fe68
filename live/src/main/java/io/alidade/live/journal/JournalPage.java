package io.alidade.live.journal;

import java.util.List;
import java.util.OptionalLong;

/// What was found in a journal.
///
/// @param records the newest first
/// @param next    the number before which the next page begins; absent after the last record
/// @param notes   on what could not be read, a sentence each
public record JournalPage(List<JournalRecord> records, OptionalLong next, List<String> notes) {
    public JournalPage {
        records = List.copyOf(records);
        notes = List.copyOf(notes);
    }
}
