/// Pods as the resource managers see them: containers with their kind and amounts, quality of service, and how amounts of
/// containers add up to the pod's (node-config 6, 8).
///
/// In: what a manifest says, already defaulted. Out: values that every manager asks; nothing here knows a machine.
@NullMarked
package io.alidade.engine.pod;

import org.jspecify.annotations.NullMarked;
