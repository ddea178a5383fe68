/// What refused pods have in common: controllers that make them again and again, nodes, shapes; and why each was refused.
///
/// In: [io.alidade.kube.refusal.Refusal]s from logs and events, and if they are at hand an empty node and manifests. Out:
/// [RefusalReport].
@NullMarked
package io.alidade.plan.refusal;

import org.jspecify.annotations.NullMarked;
