/// What alignment is worth on this machine: memory near and far measured, and commands on aligned and on other places.
///
/// In: the machine as it is now ([io.alidade.live.run.RunSite]) and what to measure. Out: a [MeasureReport] of [Figure]s, each with
/// its rounds, and of what the kernel counted meanwhile; [Judgement]s say what may be claimed of them.
///
/// Invariants: *in turn* - what is compared is measured alternately, round by round, so that a machine whose speed changes does
/// no harm; *spread first* - nothing is claimed of figures whose rounds are further apart than [Spread#MOST], nor of an
/// emulated machine; *outside the clock* - pages are there, threads are on their CPUs and code is compiled before time counts.
@NullMarked
package io.alidade.live.measure;

import org.jspecify.annotations.NullMarked;
