package io.alidade.linux.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A directory of an archive that is in memory. Links are followed as the kernel does it, with the archive's root as `/`;
/// `..` at the root leads out of it, though, which on a machine it does not.
final class ArchiveDirectory implements TreeDirectory {
    // The kernel's own bound.
    private static final int MAX_LINKS = 40;
    private static final String PERMISSION_DENIED = "is unreadable: permission denied";

    private final @Nullable ArchiveDirectory parent;
    private final String name;
    private final ArchiveNode.Folder folder;
    private final Consumer<TreeProblem> problems;

    private ArchiveDirectory(@Nullable ArchiveDirectory parent, String name, ArchiveNode.Folder folder,
            Consumer<TreeProblem> problems) {
        this.parent = parent;
        this.name = name;
        this.folder = folder;
        this.problems = problems;
    }

    static ArchiveDirectory root(ArchiveNode.Folder folder, Consumer<TreeProblem> problems) {
        return new ArchiveDirectory(null, "", folder, problems);
    }

    @Override
    public String path() {
        return parent == null ? "/" : parent.pathOf(name);
    }

    @Override
    public Optional<TreeDirectory> directory(String entry) {
        return switch (resolve(entry)) {
            case Found.Directory found -> Optional.of(found.directory);
            case Found.File _ -> refuse(TreeProblem.Kind.WRONG_TYPE, entry, "is not a directory");
            case Found.Nothing _ -> Optional.empty();
        };
    }

    @Override
    public Optional<String> attribute(String entry, int maxBytes, UnaryOperator<String> reduction) {
        return switch (resolve(entry)) {
            case Found.Directory _ -> refuse(TreeProblem.Kind.WRONG_TYPE, entry, "is not a regular file");
            case Found.File found -> text(entry, found.file, maxBytes, reduction);
            case Found.Nothing _ -> Optional.empty();
        };
    }

    private Optional<String> text(String entry, ArchiveNode.File file, int maxBytes, UnaryOperator<String> reduction) {
        if (!file.isReadable()) {
            return refuse(TreeProblem.Kind.UNREADABLE, entry, PERMISSION_DENIED);
        }
        if (!file.isKept() || file.sizeBytes() > maxBytes) {
            return refuse(TreeProblem.Kind.TOO_LARGE, entry,
                    "has more than " + Math.min(maxBytes, file.sizeBytes() - 1) + " bytes");
        }
        return Optional.of(AttributeText.of(file.text(), file.text().length, reduction));
    }

    @Override
    public List<String> names(int limit, Predicate<String> used) {
        if (!folder.isReadable()) {
            problems.accept(new TreeProblem(TreeProblem.Kind.UNREADABLE, path(), PERMISSION_DENIED));
            return List.of();
        }
        List<String> names = new ArrayList<>();
        int count = 0;
        for (String entry : folder.entries().keySet()) {
            if (count++ == limit) {
                problems.accept(new TreeProblem(TreeProblem.Kind.TOO_MANY_ENTRIES, path(),
                        "has more than " + limit + " entries"));
                break;
            }
            if (used.test(entry)) {
                names.add(entry);
            }
        }
        return Collections.unmodifiableList(names);
    }

    private sealed interface Found {
        record Directory(ArchiveDirectory directory) implements Found {}

        record File(ArchiveNode.File file) implements Found {}

        /// Missing, or refused and reported.
        record Nothing() implements Found {}
    }

    private Found resolve(String entry) {
        AttributeText.checkName(entry);
        Deque<String> pending = new ArrayDeque<>(List.of(entry));
        ArchiveDirectory place = this;
        int links = 0;
        while (!pending.isEmpty()) {
            String next = pending.removeFirst();
            if (next.isEmpty() || next.equals(".")) {
                continue;
            }
            if (next.equals("..")) {
                if (place.parent == null) {
                    refuse(TreeProblem.Kind.LINK_OUT_OF_ROOT, entry, "leads out of the root");
                    return new Found.Nothing();
                }
                place = place.parent;
                continue;
            }
            switch (place.folder.entries().get(next)) {
                case null -> {
                    return new Found.Nothing();
                }
                case ArchiveNode.Folder below -> place = new ArchiveDirectory(place, next, below, problems);
                case ArchiveNode.File file -> {
                    if (pending.isEmpty()) {
                        return new Found.File(file);
                    }
                    refuse(TreeProblem.Kind.UNREADABLE, entry, "is unreadable: Not a directory");
                    return new Found.Nothing();
                }
                case ArchiveNode.Link link -> {
                    if (++links > MAX_LINKS) {
                        refuse(TreeProblem.Kind.UNREADABLE, entry, "is unreadable: " + FolderDirectory.LINK_CYCLE);
                        return new Found.Nothing();
                    }
                    if (link.target().startsWith("/")) {
                        place = place.top();
                    }
                    List<String> way = Arrays.asList(link.target().split("/", -1));
                    way.reversed().forEach(pending::addFirst);
                }
            }
        }
        return new Found.Directory(place);
    }

    private ArchiveDirectory top() {
        ArchiveDirectory top = this;
        while (top.parent != null) {
            top = top.parent;
        }
        return top;
    }

    private <T> Optional<T> refuse(TreeProblem.Kind kind, String entry, String detail) {
        problems.accept(new TreeProblem(kind, pathOf(entry), detail));
        return Optional.empty();
    }
}
