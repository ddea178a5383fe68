package io.alidade.linux.tree;

import java.util.SortedMap;
import java.util.TreeMap;

/// What an archive has at one place.
sealed interface ArchiveNode {
    /// A directory with its entries by name.
    ///
    /// @param isReadable false if its mode lets nobody read it
    record Folder(SortedMap<String, ArchiveNode> entries, boolean isReadable) implements ArchiveNode {
        static Folder empty() {
            return new Folder(new TreeMap<>(), true);
        }
    }

    /// A regular file.
    ///
    /// @param text       the content up to its first NUL byte
    /// @param sizeBytes  of the whole content
    /// @param isKept     false if the content is beyond [ArchiveBounds#fileBytes]
    /// @param isReadable false if its mode lets nobody read it
    // An array in a record: never compared, never given away.
    @SuppressWarnings("ArrayRecordComponent")
    record File(byte[] text, long sizeBytes, boolean isKept, boolean isReadable) implements ArchiveNode {}

    /// A symbolic link.
    record Link(String target) implements ArchiveNode {}
}
