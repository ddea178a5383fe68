/// What people paste of a machine: the output of tools, with whatever stands around it.
///
/// In: texts ([io.alidade.kube.paste.Pastes], which recognises each output by content and reads it into
/// [io.alidade.kube.paste.Fact]s). Out: one machine of all of them together ([io.alidade.kube.paste.JoinedMachine]), or
/// [io.alidade.kube.document.BadInput] that names two sources that contradict each other.
///
/// Invariants: *said* - what no source tells and is assumed, and what is rounded or left out, has a warning;
/// *order* - the order of the sources changes nothing but the order of warnings.
@NullMarked
package io.alidade.kube.paste;

import org.jspecify.annotations.NullMarked;
