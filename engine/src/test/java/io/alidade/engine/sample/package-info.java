/// What the engine's tests decide on: machines, settings, pods and devices in few words, and random ones.
///
/// In: short texts (`cpu=2`), rows of the testkit, a [io.alidade.testkit.Randomness]. Out: the engine's own values.
@NullMarked
package io.alidade.engine.sample;

import org.jspecify.annotations.NullMarked;
