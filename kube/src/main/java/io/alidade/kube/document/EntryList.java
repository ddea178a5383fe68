package io.alidade.kube.document;

import io.alidade.kube.document.DocumentNode.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The entries of a mapping in the making. A key that is there already is refused, or replaced ([RepeatedKeys]).
final class EntryList {
    private static final int SMALL = 12;

    private final List<Entry> entries = new ArrayList<>();
    private final RepeatedKeys repeated;
    /// Only for more than a few entries.
    private @Nullable Map<String, Entry> index;

    EntryList(RepeatedKeys repeated) {
        this.repeated = repeated;
    }

    void add(String key, Position keyPosition, DocumentNode value) {
        Entry other = find(key);
        if (other != null) {
            boolean isReplaced = repeated.laterWins(key, new BadInput(keyPosition,
                    "the key " + Quoted.of(key) + " is there twice, first at line "
                            + other.keyPosition().line() + ", column " + other.keyPosition().column() + ".",
                    "Remove one of them."));
            if (!isReplaced) {
                return;
            }
            remove(other);
        }
        append(new Entry(key, keyPosition, value));
    }

    /// Adds the entries of a merge key (`<<`): what is written out wins.
    void merge(DocumentNode.Mapping mapping) {
        for (Entry entry : mapping.entries()) {
            if (find(entry.key()) == null) {
                append(entry);
            }
        }
    }

    private void remove(Entry entry) {
        entries.remove(entry);
        if (index != null) {
            index.remove(entry.key());
        }
    }

    private void append(Entry entry) {
        entries.add(entry);
        if (index != null) {
            index.put(entry.key(), entry);
        } else if (entries.size() > SMALL) {
            index = new HashMap<>();
            for (Entry known : entries) {
                index.put(known.key(), known);
            }
        }
    }

    private @Nullable Entry find(String key) {
        if (index != null) {
            return index.get(key);
        }
        for (Entry entry : entries) {
            if (entry.key().equals(key)) {
                return entry;
            }
        }
        return null;
    }

    List<Entry> entries() {
        return entries;
    }
}
