/// What the tests of the other modules stand on: a seeded property runner, obvious slow oracles, machines as plain data.
///
/// What goes in: sizes, seeds and primitives, or a folder; this package knows no type of Alidade, so an oracle cannot share a mistake with
/// the code it judges. What comes out: [MaskHint]s, [Machine]s, and an [AssertionError] that says how to replay it.
///
/// Invariants: *replayable* - everything random is a function of one seed and one size, both printed on failure.
/// *Literal* - an oracle follows the numbered rules of the specification step by step and is never made faster.
/// *Plain ids* - the NUMA nodes of an oracle or a [Machine] are 0, 1, 2 and so on; bit *i* of a mask is NUMA node *i*.
///
/// What changes together: a rule of the specification, its oracle, and the oracle's test with the worked examples.
@NullMarked
package io.alidade.testkit;

import org.jspecify.annotations.NullMarked;
