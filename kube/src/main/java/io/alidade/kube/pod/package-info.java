/// Pods and the pod templates of workloads, as Kubernetes would hand them to a kubelet.
///
/// In: YAML or JSON ([PodManifests#read]). Out: [PodManifest] values, each with the [io.alidade.engine.pod.PodRequest] that
/// the engine decides on and what the kubelet's other admission checks look at (node-config 9.2), and
/// [EffectiveRequests], a pod's share of the node (node-config 8).
///
/// Requests are defaulted as the API server does, and every value that was filled in is recorded ([PodManifest.Defaulted]);
/// what the API server would refuse in a resource is [io.alidade.kube.document.BadInput]. That is the behaviour of
/// v1.36 and v1.37 with their default feature gates. Fields that decide nothing here are not looked at.
///
/// Invariants: no two pods of a [PodManifests] share a uid, and there are at most 10,000.
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | node-config 8 | a pod's share of the node | [EffectiveRequests] |
/// | node-config 7.4 | amounts as the API server keeps them | [PodReader] |
/// | node-config 7.6, device-manager 3.4 | names of resources | [ResourceNames] |
@NullMarked
package io.alidade.kube.pod;

import org.jspecify.annotations.NullMarked;
