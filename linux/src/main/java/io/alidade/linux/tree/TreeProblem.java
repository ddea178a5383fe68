package io.alidade.linux.tree;

/// Something that is in the tree but was not used, and so counts as missing.
///
/// @param path   as below the root, `/sys/devices/system/cpu/online`
/// @param detail the reason in a few words
public record TreeProblem(Kind kind, String path, String detail) {
    public enum Kind {
        /// A symbolic link whose target is not below the root.
        LINK_OUT_OF_ROOT,
        /// A FIFO, device, socket or directory where a file is expected, or a file where a directory is expected.
        WRONG_TYPE,
        /// Permission denied, a cycle of links, an error of the kernel.
        UNREADABLE,
        /// A file beyond the bound of its read.
        TOO_LARGE,
        /// A directory beyond the bound of its listing; the entries up to the bound are used.
        TOO_MANY_ENTRIES,
        /// An entry of an archive that has no place in a tree below its root; it is skipped.
        REFUSED_ENTRY
    }
}
