package io.alidade.live.journal;

/// What became of the records of a journal since its process started.
///
/// @param records written
/// @param lost    not written: too many waited, the disk took none, or a former process was killed
/// @param bytes   written, before they are compressed
public record JournalCounts(long records, long lost, long bytes) {}
