/// A bounded reader of `/sys` and `/proc` below any root: this machine, a copied folder, or an archive in memory.
///
/// In: a folder, or a tar, packed or not. Out: the text of attributes and the names in directories. What is read is outside
/// input, so every read is bounded in size, only regular files and directories are opened, and no symbolic link leads out
/// of the root. A [TreeRecording] keeps what a reader was told, for an archive that tells it the same.
///
/// Invariants: *inside* - every [TreeDirectory] is a real directory at or below the root, whose links were followed when it
/// was opened; *never silent* - what is there but refused or unreadable is reported as a [TreeProblem] and then treated as
/// missing; *bounded* - an archive is counted against its bounds before what it says is believed.
@NullMarked
package io.alidade.linux.tree;

import org.jspecify.annotations.NullMarked;
