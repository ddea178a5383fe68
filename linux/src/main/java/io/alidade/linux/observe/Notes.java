package io.alidade.linux.observe;

import io.alidade.linux.observe.ObservationNote.Kind;
import io.alidade.linux.tree.TreeProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Collects the notes of one observation. Notes about files of one name are one note, with the first place and a count, so
/// that a thousand unreadable processes give one line.
final class Notes {
    private static final int MAX_ENTRIES = 10_000;
    private static final int MAX_SHOWN_CHARACTERS = 40;

    private record Entry(Kind kind, String group, String message, String end) {}

    private record Group(Kind kind, String name) {}

    private final List<Entry> entries = new ArrayList<>();

    void add(Kind kind, String message) {
        add(new Entry(kind, message, message, ""));
    }

    /// Adds a note of which only the first of its group is shown.
    ///
    /// @param message without a full stop
    /// @param end     sentences that follow the count
    void addGrouped(Kind kind, String group, String message, String end) {
        add(new Entry(kind, group, message, end));
    }

    private void add(Entry entry) {
        if (entries.size() < MAX_ENTRIES) {
            entries.add(entry);
        }
    }

    void malformed(String path, String text) {
        addGrouped(Kind.MALFORMED_FILE, leaf(path), path + " holds \"" + shown(text) + "\" and counts as missing", "");
    }

    void limit(String what) {
        addGrouped(Kind.LIMIT_REACHED, what, what, "");
    }

    void problem(TreeProblem problem) {
        boolean isDenied = problem.kind() == TreeProblem.Kind.UNREADABLE
                && problem.detail().endsWith("permission denied");
        Kind kind = switch (problem.kind()) {
            case LINK_OUT_OF_ROOT -> Kind.LINK_LEFT_OUT;
            case WRONG_TYPE, REFUSED_ENTRY -> Kind.UNREADABLE_FILE;
            case UNREADABLE -> isDenied ? Kind.PERMISSION_DENIED : Kind.UNREADABLE_FILE;
            case TOO_LARGE, TOO_MANY_ENTRIES -> Kind.LIMIT_REACHED;
        };
        addGrouped(kind, leaf(problem.path()) + problem.detail(), problem.path() + " " + problem.detail(),
                isDenied ? " Run as root to see all." : "");
    }

    /// A place in the notes, for [#forgetSince].
    int mark() {
        return entries.size();
    }

    /// Drops the notes about something that turned out to be gone.
    void forgetSince(int mark) {
        if (entries.size() > mark) {
            entries.subList(mark, entries.size()).clear();
        }
    }

    /// By kind; within a kind in the order in which they were met.
    List<ObservationNote> toList() {
        Map<Group, List<Entry>> groups = new LinkedHashMap<>();
        entries.forEach(entry -> groups.computeIfAbsent(new Group(entry.kind, entry.group), _ -> new ArrayList<>())
                .add(entry));
        List<ObservationNote> notes = new ArrayList<>();
        groups.values().forEach(same -> {
            Entry first = same.getFirst();
            boolean isSentence = first.message.endsWith(".");
            notes.add(new ObservationNote(first.kind, first.message
                    + (same.size() > 1 && !isSentence ? ", and " + (same.size() - 1) + " more like it" : "")
                    + (isSentence ? "" : ".") + first.end));
        });
        notes.sort(Comparator.comparing(ObservationNote::kind));
        return List.copyOf(notes);
    }

    /// The last part of a path; numbers do not count, for they are processes.
    private static String leaf(String path) {
        String leaf = path.substring(path.lastIndexOf('/') + 1);
        return !leaf.isEmpty() && leaf.chars().allMatch(Character::isDigit) ? "" : leaf;
    }

    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), MAX_SHOWN_CHARACTERS); i++) {
            char c = text.charAt(i);
            shown.append(c >= ' ' && c < 0x7f ? String.valueOf(c) : String.format(Locale.ROOT, "\\x%02x", (int) c));
        }
        return text.length() > MAX_SHOWN_CHARACTERS ? shown.append("...").toString() : shown.toString();
    }
}
