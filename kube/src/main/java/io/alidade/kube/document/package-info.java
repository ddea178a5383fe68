/// YAML and JSON with places: what every reader of outside text starts from.
///
/// In: bytes of a file or of standard input. Out: [DocumentNode] trees, or [BadInput] naming file, line and column.
/// Invariants: bounded size, depth, aliases; no key twice.
@NullMarked
package io.alidade.kube.document;

import org.jspecify.annotations.NullMarked;
