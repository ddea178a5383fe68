package io.alidade.linux.capture;

import io.alidade.linux.machine.DiscoveredMachine;

/// A machine and the archive that was made of it.
///
/// @param machine   as it was when it was captured
/// @param entries   the files, directories and links in the archive
/// @param fileBytes the size of the archive
public record CapturedMachine(DiscoveredMachine machine, int entries, long fileBytes) {}
