/// Answers beyond the decision itself: why, what if, what is wrong with a configuration, what should it be.
///
/// In: machines, kubelet configurations and pods as values of [io.alidade.kube]. Out: reports as plain values. Every answer
/// is computed by asking the engine again, never by a rule of thumb. One package per question.
@NullMarked
package io.alidade.plan;

import org.jspecify.annotations.NullMarked;
