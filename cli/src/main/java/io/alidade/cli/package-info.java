/// The commands: each parses its options, calls one function of a module below, and prints the answer.
///
/// In: arguments, standard input. Out: the answer on standard output, complaints on standard error, an exit code. Nothing
/// is decided here.
@NullMarked
package io.alidade.cli;

import org.jspecify.annotations.NullMarked;
