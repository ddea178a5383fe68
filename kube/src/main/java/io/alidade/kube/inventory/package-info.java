/// The devices of a node from what a cluster has: PCI devices and the configurations of the plugins that register them, a
/// kubelet's checkpoint, counts of a node object.
///
/// In: a machine and documents, told apart by content. Out: [io.alidade.kube.inventory.DeviceInventory], devices with a warning
/// for each kind of thing that was assumed, or [io.alidade.kube.document.BadInput].
///
/// Invariant *once*: of several rules that fit a PCI function the first takes it, as plugins do.
@NullMarked
package io.alidade.kube.inventory;

import org.jspecify.annotations.NullMarked;
