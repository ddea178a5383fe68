/// Containers run by a container runtime (containerd, CRI-O) over its socket, in the Container Runtime Interface.
///
/// In: what [io.alidade.agent.runtime] hands over, and the socket. Out: sandboxes and containers of that runtime, which carry
/// labels of this agent; nothing else there is looked at or touched. [CriRuntime] is the entry. What is asked for is put
/// together by pure functions ([SandboxRequests], [ContainerRequests], [ContainerLimits]); [RuntimeConnection] knows whether the
/// runtime answers, and hears of containers that end.
///
/// Invariants: *patient* - a call that the runtime does not answer is made again when it answers, so a runtime that goes away
/// and comes back costs nothing but time; each call has a time limit, each message a size limit. *repeatable* - every call looks
/// first at what is there already, so one whose answer was lost is made again without harm.
@NullMarked
package io.alidade.agent.cri;

import org.jspecify.annotations.NullMarked;
