/// Which node a pod is sent to: the scheduler as a model.
///
/// In: what nodes offer and what pods ask for ([Demand]), who may go where ([Reach]). Out: a node for each pod
/// ([NodeChoice]), or none.
///
/// Filters are those of resources, node selector and required node affinity, taints, the node's name; scores those of
/// kube-scheduler's default profile for resources, its balance and taints. NUMA-blind it looks at sums, as kube-scheduler
/// does; NUMA-aware it looks at zones too, as the plugin NodeResourceTopologyMatch does. Where kube-scheduler draws among
/// equals, the node with the lowest number is taken.
///
/// Invariant *equal nodes are one*: nodes of a pool with the same load (and zones, where they count) are looked at once.
@NullMarked
package io.alidade.plan.fleet.scheduler;

import org.jspecify.annotations.NullMarked;
