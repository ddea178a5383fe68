/// Machines and devices written down: what a node is when it is not the one that the program runs on.
///
/// In: YAML or JSON. A machine has the fields
///
/// | field | meaning |
/// | --- | --- |
/// | `name` | for people |
/// | `numaNodes[]` | `node` (its id; default: the position in the list), `memory` (bytes or a quantity, hugepages included), `hugepages` (page size to number of pages; a size of digits alone is in kB), `distances` (one for each NUMA node, in ascending id), and in the compact form `cpus` (a list such as `0-31,64-95`) and `socket` |
/// | `cpus[]` | the full table: `cpu`, `core` (unique within its socket), `socket`, `numa`, `l3` (machine-wide; default: the socket) |
/// | `layout` | instead of the full table: see [io.alidade.kube.machine.CpuLayout] |
/// | `memory` | the kernel's total; default: the sum of the NUMA nodes |
/// | `ephemeralStorage` | size of the file system of pods |
/// | `devices[]` | `resource`, `id`, `numa` (ids of NUMA nodes; absent or null: no topology), `healthy` (default true) |
/// | `labels`, `taints[]` | of the node; without any, what depends on them is not judged |
///
/// or is the `machine` of a recorded scenario, whose `kubeletConfiguration` and `devices` are then taken along. Out:
/// [MachineDescription], or [io.alidade.kube.document.BadInput] naming the value, its place and the cure.
///
/// Invariants: a description holds a valid [io.alidade.engine.topology.NodeTopology], its devices stand on NUMA nodes that
/// exist, no device is there twice, and all sums of its sizes fit a long.
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | device-manager 3.4 | names of device resources | [ExtendedResourceName] |
/// | node-config 5.1, memory-manager 2.3 | capacity | [MachineDescription] |
@NullMarked
package io.alidade.kube.machine;

import org.jspecify.annotations.NullMarked;
