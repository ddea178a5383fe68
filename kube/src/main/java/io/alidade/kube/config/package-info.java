/// The kubelet's configuration and what follows from it before the first pod: the settings of the resource managers, the
/// node's capacity, its reservation and its allocatable resources (node-config).
///
/// In: `KubeletConfiguration` v1beta1 as YAML or JSON, with drop-ins, as the answer of `/configz`, or inside OpenShift's
/// `KubeletConfig`. Out: [KubeletConfiguration], defaulted and validated, and from it [StartSettings]. What the kubelet
/// refuses when it reads or validates is [io.alidade.kube.document.BadInput]; what it refuses only while it starts is the
/// value [StartSettings.Refused].
///
/// Invariants: *placed* - every problem and warning names file, line and column of the very value, also after a merge of
/// several files, because merging keeps the nodes of the trees it takes from.
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | node-config 1 | fields | [ConfigurationFields], [KubeletConfiguration] |
/// | node-config 3 | validation | [ConfigurationValidation], [FieldValidation] |
/// | node-config 3.8 | checks while the kubelet starts | [StartSettings], [StartSettingsFactory] |
/// | node-config 4 | gates | [KnownGates] |
/// | node-config 5.1 | capacity | [NodeCapacity] |
/// | node-config 5.2 to 5.4 | reservation, allocatable | [EvictionThreshold], [NodeAllocatable] |
@NullMarked
package io.alidade.kube.config;

import org.jspecify.annotations.NullMarked;
