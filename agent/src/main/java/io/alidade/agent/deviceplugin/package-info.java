/// The kubelet's side of the device plugin interface (device-manager 3 and 4): plugins register on a socket, are dialled on
/// their own, tell their devices, and are asked while a pod is decided on.
///
/// In: gRPC from plugins, which may be slow, wrong or gone at any moment. Out: what becomes of devices, to [io.alidade.agent.decision.NodeDesk] on the decision thread, and
/// answers to [io.alidade.agent.decision.PluginCalls]. Everything that a plugin sends is bounded, every call has a time
/// limit, and of one plugin never more than one list waits to be taken in.
@NullMarked
package io.alidade.agent.deviceplugin;

import org.jspecify.annotations.NullMarked;
