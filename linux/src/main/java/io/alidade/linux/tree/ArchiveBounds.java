package io.alidade.linux.tree;

/// How much of an archive is read at most.
///
/// @param unpackedBytes of the tar as a whole, read or skipped; an entry that says it is larger ends the reading at once
/// @param entries       files, links and directories, those without an entry of their own too
/// @param keptBytes     contents and names that are kept in memory
/// @param fileBytes     of one file; a larger one is in the tree, but too large for every reader
record ArchiveBounds(long unpackedBytes, int entries, long keptBytes, int fileBytes) {
    /// Enough for all of `/sys` and `/proc` of a machine of a thousand CPUs.
    static final ArchiveBounds DEFAULT = new ArchiveBounds(1L << 30, 400_000, 128L << 20, 16 << 20);
}
