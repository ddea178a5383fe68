/// Measures what one admission costs on recorded situations, beside the kubelet's own time where it was recorded.
///
/// In: the same kind of lines as for a replay, without expectations, `kubeletMicros` beside them. Out: [SpeedReport].
@NullMarked
package io.alidade.conformance.speed;

import org.jspecify.annotations.NullMarked;
