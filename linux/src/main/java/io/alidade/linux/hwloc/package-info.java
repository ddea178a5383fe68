/// Reads a machine from an XML of hwloc 2 or 3 (`lstopo --of xml`, `hwloc-gather-topology`).
///
/// In: the bytes of the XML. Out: a [io.alidade.linux.machine.DiscoveredMachine], as discovery on the machine itself makes
/// it, with a warning wherever the XML does not tell; or an [io.alidade.linux.tree.UnusableTree] for what is no such XML.
///
/// Invariants: *closed* - no document type, entity or other file is ever loaded; *bounded* - size, depth and number of
/// elements have limits. Objects that say nothing about CPUs, memory and devices (groups, Misc) are passed through.
@NullMarked
package io.alidade.linux.hwloc;

import org.jspecify.annotations.NullMarked;
