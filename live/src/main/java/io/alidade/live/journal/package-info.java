/// What an agent decided and refused, written down: a folder of segments, each of which begins with a whole scenario and can be
/// replayed (docs/conformance.md), closed ones compressed, with an index beside them.
///
/// In: [JournalEvent]s, handed to a [JournalWriter] in the order in which they happened. Out: files; [JournalRecord]s that
/// [Journal] finds in them for a [JournalQuery].
///
/// Three invariants. *Numbered*: each record has the next number, also one that is lost, so what is missing is known whatever the
/// clock does. *Sealed*: each line tells whether it is whole ([io.alidade.kube.document.SealedLine]). *Replays*: a step stands
/// behind a state from which it decides as it was decided; what does not is a record without a step.
@NullMarked
package io.alidade.live.journal;

import org.jspecify.annotations.NullMarked;
