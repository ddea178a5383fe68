/// The hardware of a machine, also the parts that no decision depends on: caches, kinds of cores, memory tiers, PCI devices.
///
/// What goes in: what the kernel, a file or a person says of a machine. What comes out: [Hardware], plain values for
/// pictures, tables and checks. What the resource managers decide on is [io.alidade.engine.topology.NodeTopology]; where
/// the two differ, whoever made them says so.
@NullMarked
package io.alidade.engine.machine;

import org.jspecify.annotations.NullMarked;
