/// The kubelet's configuration and what follows from it before the first pod: the settings of the resource managers, the
/// node's capacity, its reservation and its allocatable resources (`spec` node-config).
///
/// In: `KubeletConfiguration` v1beta1 as YAML or JSON, with drop-ins, as the answer of `/configz`, or inside OpenShift's
/// `KubeletConfig`. Out: [KubeletConfiguration], defaulted and validated, and from it [StartSettings]. What the kubelet
/// refuses when it reads or validates is [io.alidade.kube.document.BadInput]; what it refuses only while it starts is the
/// value [StartSettings.Refused].
///
/// Invariants: *placed* - every problem and warning names file, line and column of the very value, also after a merge of
/// several files, because merging keeps the nodes of the trees it takes from.
@NullMarked
package io.alidade.kube.config;

import org.jspecify.annotations.NullMarked;
