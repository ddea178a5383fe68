/// What monitors ask: is it alive, is it ready, with which configuration does it run, what has it decided so far.
///
/// In: requests, snapshots, decisions. Out: the paths and the metric names of a kubelet.
@NullMarked
package io.alidade.agent.watch;

import org.jspecify.annotations.NullMarked;
