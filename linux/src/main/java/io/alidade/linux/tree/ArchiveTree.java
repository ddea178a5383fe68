package io.alidade.linux.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// The files of an archive as they come in: those below `sys` and `proc`, of the root or of a folder in it. The others are
/// passed over. Entries below a name that is no folder, and names that lead out, are refused with a problem; no link is
/// followed here, so none can move an entry elsewhere.
final class ArchiveTree {
    private static final int MAX_NAME_CHARACTERS = 4096;
    private static final int MAX_SHOWN_CHARACTERS = 80;
    /// What an entry takes in memory beside its name and content.
    private static final int NODE_BYTES = 100;

    private final ArchiveNode.Folder root = ArchiveNode.Folder.empty();
    private final ArchiveBounds bounds;
    private final Consumer<TreeProblem> problems;
    private int entries;
    private long keptBytes;

    /// The archive is beyond one of the [ArchiveBounds].
    static final class Full extends Exception {
        private static final long serialVersionUID = 1L;

        Full(String message) {
            super(message);
        }
    }

    ArchiveTree(ArchiveBounds bounds, Consumer<TreeProblem> problems) {
        this.bounds = bounds;
        this.problems = problems;
    }

    /// Whether an entry of this name is passed over.
    boolean isOther(String name) {
        return way(name).filter(way -> !isOfMachine(way)).isPresent();
    }

    private static boolean isOfMachine(List<String> way) {
        return way.stream().limit(2).anyMatch(ArchiveTree::isMachineFolder);
    }

    void folder(String name, boolean isReadable) throws Full {
        List<String> way = wayInside(name);
        Optional<ArchiveNode.Folder> parent = parent(name, way);
        if (parent.isEmpty()) {
            return;
        }
        String last = way.getLast();
        switch (parent.get().entries().get(last)) {
            case null -> put(parent.get(), last, ArchiveNode.Folder.empty());
            case ArchiveNode.Folder _ -> {
                // Made for an entry before.
            }
            case ArchiveNode _ -> {
                refuse(name, "is in the archive as something else too");
                return;
            }
        }
        if (!isReadable && parent.get().entries().get(last) instanceof ArchiveNode.Folder folder) {
            parent.get().entries().put(last, new ArchiveNode.Folder(folder.entries(), false));
        }
    }

    void file(String name, ArchiveNode.File file) throws Full {
        add(name, file, file.text().length);
    }

    void link(String name, String target) throws Full {
        if (target.isEmpty() || target.length() > MAX_NAME_CHARACTERS) {
            refuse(name, "is a link without a target that can be");
        } else {
            add(name, new ArchiveNode.Link(target), 2L * target.length());
        }
    }

    /// Another name of an entry before.
    void hardLink(String name, String target) throws Full {
        List<String> way = way(target).orElse(List.of());
        ArchiveNode node = root;
        for (String step : way) {
            node = node instanceof ArchiveNode.Folder folder ? folder.entries().get(step) : null;
        }
        if (node instanceof ArchiveNode.File file) {
            add(name, file, 0);
        } else {
            refuse(name, "is a hard link to no file before it in the archive");
        }
    }

    void refuse(String name, String reason) {
        problems.accept(new TreeProblem(TreeProblem.Kind.REFUSED_ENTRY, shown(name), reason));
    }

    /// The folder that holds `sys` and `proc`: the root, or else the one folder in it.
    ArchiveNode.Folder machine() {
        if (root.entries().keySet().stream().noneMatch(ArchiveTree::isMachineFolder) && root.entries().size() == 1
                && root.entries().values().iterator().next() instanceof ArchiveNode.Folder folder) {
            return folder;
        }
        return root;
    }

    private void add(String name, ArchiveNode node, long bytes) throws Full {
        List<String> way = wayInside(name);
        Optional<ArchiveNode.Folder> parent = parent(name, way);
        if (parent.isEmpty()) {
            return;
        }
        if (parent.get().entries().get(way.getLast()) instanceof ArchiveNode.Folder) {
            refuse(name, "is in the archive as a folder too");
            return;
        }
        keep(bytes);
        put(parent.get(), way.getLast(), node);
    }

    private void put(ArchiveNode.Folder folder, String name, ArchiveNode node) throws Full {
        if (++entries > bounds.entries()) {
            throw new Full("it has more than " + bounds.entries() + " entries");
        }
        keep(NODE_BYTES + 2L * name.length());
        folder.entries().put(name, node);
    }

    private void keep(long bytes) throws Full {
        keptBytes += bytes;
        if (keptBytes > bounds.keptBytes()) {
            throw new Full("its sys and proc take more than " + bounds.keptBytes() + " bytes of memory");
        }
    }

    /// The folder an entry is in, made where it is not there yet. Nothing for an entry that is passed over or refused.
    private Optional<ArchiveNode.Folder> parent(String name, List<String> way) throws Full {
        if (!isOfMachine(way)) {
            return Optional.empty();
        }
        ArchiveNode.Folder folder = root;
        for (String step : way.subList(0, way.size() - 1)) {
            ArchiveNode next = folder.entries().get(step);
            if (next == null) {
                next = ArchiveNode.Folder.empty();
                put(folder, step, next);
            }
            if (!(next instanceof ArchiveNode.Folder below)) {
                refuse(name, "is below something that is no folder");
                return Optional.empty();
            }
            folder = below;
        }
        return Optional.of(folder);
    }

    private List<String> wayInside(String name) {
        Optional<List<String>> way = way(name);
        if (way.isEmpty()) {
            refuse(name, name.startsWith("/") ? "has an absolute name" : "has a name that leads out or is too long");
            return List.of();
        }
        return way.get();
    }

    /// The names on the way from the root; nothing for a name that is absolute, too long or has `..` in it.
    private static Optional<List<String>> way(String name) {
        if (name.startsWith("/") || name.length() > MAX_NAME_CHARACTERS) {
            return Optional.empty();
        }
        List<String> way = new ArrayList<>();
        for (String step : name.split("/", -1)) {
            if (step.equals("..")) {
                return Optional.empty();
            }
            if (!step.isEmpty() && !step.equals(".")) {
                way.add(step);
            }
        }
        return Optional.of(way);
    }

    private static boolean isMachineFolder(String name) {
        return name.equals("sys") || name.equals("proc");
    }

    /// A name of outside for messages: printable and short.
    static String shown(String name) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(name.length(), MAX_SHOWN_CHARACTERS); i++) {
            char c = name.charAt(i);
            shown.append(c >= ' ' && c < 0x7f ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
        }
        return name.length() > MAX_SHOWN_CHARACTERS ? shown + "..." : shown.toString();
    }
}
