package io.alidade.engine.device;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.topology.NodeTopology;

/// What stays as it is while devices and pods come and go: the machine, what its plugins prefer, and the kubelet whose rules
/// hold.
public record DeviceRules(NodeTopology topology, PreferredAllocation preferred, KubeletVersion version) {}
