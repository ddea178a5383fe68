/// Beside a runtime, as its NRI plugin: where each container may run is decided when the runtime is about to create it.
///
/// In: the runtime's events over one socket ([io.alidade.agent.nri.NriPlugin]), and what pods asked for, from the kubelet or
/// from the cgroup values of their containers ([io.alidade.agent.nri.PodRequests]). Out: CPUs and NUMA nodes of each
/// container, and of those of the shared pool whenever that changes ([io.alidade.agent.nri.NriContainers], on the decision
/// thread).
@NullMarked
package io.alidade.agent.nri;

import org.jspecify.annotations.NullMarked;
