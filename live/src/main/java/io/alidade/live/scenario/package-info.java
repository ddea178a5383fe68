/// What a running kubelet decided, written down so that it can be replayed (`alidade conformance FILE`).
///
/// In: a node as it was found ([ScenarioStart]), what happened on it ([ScenarioStep]), and what the kubelet answered
/// ([KubeletAnswer]). Out: documents in the format of docs/conformance.md ([ScenarioDocument]), on request without names
/// ([ScenarioNames]). Of pods only that is written which decides something: no images, variables or volumes ([PodOutline]).
@NullMarked
package io.alidade.live.scenario;

import org.jspecify.annotations.NullMarked;
