/// A bounded reader of `/sys` and `/proc` below any root folder: this machine, or a copy of another one's files.
///
/// In: a root. Out: the text of attributes and the names in directories. What is read is outside input, so every read
/// is bounded in size, only regular files and directories are opened, and no symbolic link leads out of the root.
///
/// Invariants: *inside* - every [TreeDirectory] is a real directory below the real root, checked once when it is opened;
/// *never silent* - what is there but refused or unreadable is reported as a [TreeProblem] and then treated as missing.
@NullMarked
package io.alidade.linux.tree;

import org.jspecify.annotations.NullMarked;
