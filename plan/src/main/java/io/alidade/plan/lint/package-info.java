/// What is wrong, or does not do what it seems to do, in kubelet configurations, manifests and configurations of device
/// plugins, and in how they go together.
///
/// In: the texts of files ([SourceFile], [SourceGroup]), and a machine if there is one. Out: [LintReport], findings with a
/// stable id, a place and often a [Fix] ([Fixes] applies them). [Linter] is the entry.
///
/// A [Rule] is an id, a sentence and a check; [Rules] lists them in order. What the kubelet decides is asked of the engine:
/// whether it starts ([StartProbe]) and whether it admits a pod ([AdmissionProbe]). Without a machine it is asked on one that
/// is large enough for anything ([RoomyMachine]).
///
/// Invariants: findings are in the order of files, lines and columns; no finding is reported twice; an edit names text
/// that was found at its place, so that a fix changes what it says and nothing else.
@NullMarked
package io.alidade.plan.lint;

import org.jspecify.annotations.NullMarked;
