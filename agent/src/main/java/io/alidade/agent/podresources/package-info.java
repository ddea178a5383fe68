/// The kubelet's podresources interface (device-manager 12): who on this node has which CPUs, memory and devices, for
/// monitors and schedulers that ask a kubelet for it.
///
/// In: snapshots. Out: gRPC on a socket of its own.
@NullMarked
package io.alidade.agent.podresources;

import org.jspecify.annotations.NullMarked;
