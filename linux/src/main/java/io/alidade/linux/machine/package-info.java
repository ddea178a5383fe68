/// Discovers a machine from sysfs and procfs, and makes one of what any other source repeats of the kernel's words.
///
/// A source is read into [KernelFacts], plain values without conclusions; [MachineAssembly] alone decides what they make:
/// sockets and packages, cores, what the kubelet sees, which caches are one. So sysfs and hwloc cannot differ in it. What
/// devices are and where they sit, both ask of [PciKind] and [DeviceNumaNode] while they read.
///
/// In: a root folder or an archive of one ([io.alidade.linux.tree.MachineTree]). Out: a [DiscoveredMachine]: what the kubelet's managers see of
/// it ([io.alidade.engine.topology.NodeTopology]), what the kernel says ([io.alidade.engine.machine.Hardware]), and a [DiscoveryWarning] wherever the
/// two differ or a file is missing, unreadable or makes no sense. Nothing is guessed without a warning. A machine without
/// any CPU, or with more NUMA nodes than can be decided on, is an [io.alidade.linux.tree.UnusableTree].
///
/// The kubelet sees a machine through cAdvisor, and these are its rules:
/// - *NUMA nodes* are the folders `node/nodeN`; memory is `MemTotal` of their `meminfo`, hugepages are `nr_hugepages`.
/// - *CPUs* are the online CPUs of those NUMA nodes. A CPU of no NUMA node does not exist.
/// - *Cores* are told apart by `core_id` and `physical_package_id` within one NUMA node, whatever the sibling lists say.
/// - *Uncore cache*: see [KubeletView].
///
/// Where maps (`cpumap`, `shared_cpu_map`) and lists (`cpulist`) are both there, the maps count: they are the older
/// interface, and what cAdvisor counts CPUs with.
///
/// Every reader asks for the same names in the same order whenever it gets the same answers: a capture relies on it.
@NullMarked
package io.alidade.linux.machine;

import org.jspecify.annotations.NullMarked;
