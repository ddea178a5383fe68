/// Assembles a node from any source: this machine, a folder or archive of its files, documents of several kinds, a live
/// kubelet's folder.
///
/// In: names as a user gives them ([NodeNames]) and the files behind them ([Inputs]). Out: a [FoundNode], a value that can be
/// started. What a source is, is told by its content; what cannot be used is one message with a cure.
@NullMarked
package io.alidade.live.source;

import org.jspecify.annotations.NullMarked;
