/// Parts of a replay as files: what was counted in some of its units, to be joined with the others.
///
/// In: results of units. Out: a document, and from all documents of a replay the results again. Parts say of which question
/// they are by a fingerprint, so parts of different questions are not joined.
@NullMarked
package io.alidade.plan.fleet.part;

import org.jspecify.annotations.NullMarked;
