package io.alidade.linux.tree;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What a reader saw of a tree, and nothing else: the directories it opened, the names it used, and the texts it was given,
/// without what it left of them. An archive of these entries gives the same reader the same answers, problems too, but for
/// a directory that was cut at its bound.
public final class TreeRecording {
    private static final Entry SEEN = new Entry.File("", true);

    private final SortedMap<String, Entry> entries = new TreeMap<>();

    /// One entry, at a path below the root.
    public sealed interface Entry {
        /// A directory that was opened, or read as if it were a file.
        record Directory(boolean isReadable) implements Entry {}

        /// The text of a file, each character a byte. A name that was seen but never opened is an empty file.
        record File(String text, boolean isReadable) implements Entry {}

        /// A symbolic link to a directory, or one that leads nowhere.
        ///
        /// @param target relative to the directory that the link is in
        record Link(String target) implements Entry {}
    }

    /// The same tree; what is read of it from now on is recorded.
    ///
    /// @param opener of the tree
    public MachineTree.Opener of(MachineTree.Opener opener) {
        return problems -> {
            Listener listener = new Listener(problems);
            return new MachineTree(new RecordedDirectory(opener.open(listener).top(), this, listener));
        };
    }

    /// By path, which begins without `/`: `sys/devices/system/cpu/online`. Directories on the way to an entry may have no
    /// entry of their own.
    public SortedMap<String, Entry> entries() {
        return Collections.unmodifiableSortedMap(entries);
    }

    /// Passes problems on and knows whether one came up.
    static final class Listener implements Consumer<TreeProblem> {
        private final Consumer<TreeProblem> next;
        private List<TreeProblem> last = List.of();

        Listener(Consumer<TreeProblem> next) {
            this.next = next;
        }

        @Override
        public void accept(TreeProblem problem) {
            last = List.of(problem);
            next.accept(problem);
        }

        /// The last problem since the last call.
        List<TreeProblem> take() {
            List<TreeProblem> taken = last;
            last = List.of();
            return taken;
        }
    }

    void directory(String path) {
        put(path, new Entry.Directory(true));
    }

    void file(String path, String text) {
        put(path, new Entry.File(text, true));
    }

    /// A name that was used, whatever it turns out to be.
    void seen(String path) {
        entries.putIfAbsent(key(path), SEEN);
    }

    void link(String path, String target) {
        String from = path.substring(0, path.lastIndexOf('/'));
        String up = "../".repeat((int) from.chars().filter(c -> c == '/').count());
        String way = up + key(target);
        put(path, new Entry.Link(way.isEmpty() ? "." : way));
    }

    /// Nothing is there. Where its name was seen before, a link to nowhere says so.
    void missing(String path) {
        entries.computeIfPresent(key(path), (key, seen) -> seen.equals(SEEN) ? new Entry.Link("nowhere") : seen);
    }

    /// Makes an entry that gives its reader the same problem.
    void problem(TreeProblem problem, String path, int maxBytes) {
        switch (problem.kind()) {
            case LINK_OUT_OF_ROOT -> put(path, new Entry.Link("../".repeat(path.length()) + "outside"));
            case WRONG_TYPE -> put(path, problem.detail().contains("directory")
                    ? SEEN
                    : new Entry.Directory(true));
            case TOO_LARGE -> put(path, new Entry.File("\0".repeat(maxBytes + 1), true));
            case UNREADABLE -> put(path, problem.detail().endsWith(FolderDirectory.LINK_CYCLE)
                    ? new Entry.Link(path.substring(path.lastIndexOf('/') + 1))
                    : new Entry.File("", false));
            case TOO_MANY_ENTRIES, REFUSED_ENTRY -> {
                // The names up to the bound are recorded; a refused entry is none.
            }
        }
    }

    void unreadableDirectory(String path) {
        put(path, new Entry.Directory(false));
    }

    private void put(String path, Entry entry) {
        if (!path.equals("/")) {
            entries.put(key(path), entry);
        }
    }

    private static String key(String path) {
        return path.substring(1);
    }

    /// The bytes of a text of a tree.
    public static byte[] bytes(Entry.File file) {
        return file.text().getBytes(StandardCharsets.ISO_8859_1);
    }
}
