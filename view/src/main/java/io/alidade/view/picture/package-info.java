/// A machine and what its pods have, drawn: as SVG, as an HTML page, and in blocks of characters for a terminal.
///
/// In: a machine, and a node with its allocations. Out: text; the same input gives the same bytes. Everything goes three
/// steps, each of which knows nothing of the next: [Scene] is *what is shown* (parts, names, amounts, who has what),
/// [Drawing] is *where it stands* (rectangles and texts, measured from the inside out, then placed), and a writer turns
/// that into SVG. The terminal's picture is written from the scene itself.
///
/// Invariants: *once* - every usable CPU of a machine that is not folded is one cell; *inside* - nothing is placed outside
/// of the drawing; *apart* - no two cells overlap; *harmless* - names from outside are cleaned of control characters,
/// shortened and escaped, and pictures hold no script and refer to nothing outside.
@NullMarked
package io.alidade.view.picture;

import org.jspecify.annotations.NullMarked;
