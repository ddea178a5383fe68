package io.alidade.linux.tree;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// One directory of a [MachineTree]. Missing things are nothing ([Optional#empty]) without a word; refused and unreadable
/// ones are nothing too, and reported as [TreeProblem].
///
/// A name is that of one entry; one that is empty, `.`, `..` or holds a `/` is an [IllegalArgumentException].
public sealed interface TreeDirectory permits FolderDirectory, ArchiveDirectory, RecordedDirectory {
    /// The path below the root with all links resolved: `/sys/devices/system/cpu`. So the path of what a link leads to tells
    /// where it leads.
    String path();

    /// The path of an entry, for messages; a link is not resolved.
    default String pathOf(String name) {
        return path().equals("/") ? "/" + name : path() + "/" + name;
    }

    /// A directory in this one; links are followed as long as they stay below the root.
    Optional<TreeDirectory> directory(String name);

    /// The text of a file in this directory, up to [MachineTree#MAX_ATTRIBUTE_BYTES].
    default Optional<String> attribute(String name) {
        return attribute(name, MachineTree.MAX_ATTRIBUTE_BYTES);
    }

    /// The text of a file up to its first NUL byte, without white space around it: copies of sysfs are often padded with
    /// NUL bytes. Every byte is one character. A file of more than `maxBytes` is refused: its first part is not the value.
    default Optional<String> attribute(String name, int maxBytes) {
        return attribute(name, maxBytes, UnaryOperator.identity());
    }

    /// The part of a text that `reduction` leaves of it. Of a file with things that are nobody's business, such as the
    /// kernel's command line, only that part gets into a [TreeRecording]. Reducing it once more must change nothing.
    Optional<String> attribute(String name, int maxBytes, UnaryOperator<String> reduction);

    /// All names in this directory in ascending order, at most `limit` of them.
    default List<String> names(int limit) {
        return names(limit, name -> true);
    }

    /// The names in this directory that are `used`, in ascending order. At most `limit` names are looked at, whether used
    /// or not. The other names do not get into a [TreeRecording].
    List<String> names(int limit, Predicate<String> used);
}
