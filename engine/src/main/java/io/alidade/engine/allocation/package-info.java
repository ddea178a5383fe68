/// What the resource managers of a node have given away, together, and how to listen to a decision.
///
/// In: the states of the three managers. Out: [Allocations], one value, and what is told to a [HintObserver] while a pod is
/// decided on.
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | topology-manager 2.2 | stored hints | [Allocations] |
/// | topology-manager 9.2 to 9.6 | the walk that is listened to | [HintObserver] |
@NullMarked
package io.alidade.engine.allocation;

import org.jspecify.annotations.NullMarked;
