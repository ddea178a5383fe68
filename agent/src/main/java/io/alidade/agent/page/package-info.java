/// The page of a node over HTTP (docs/page.md): what of it is remembered, when it is made anew, who may ask.
///
/// In: snapshots, and what becomes of pods ([io.alidade.agent.decision.PodListener]). Out: answers to requests. Decisions wait for
/// nothing here: what they tell is noted down, and everything else is done on threads of the page.
///
/// Invariant *bounded*: at most 32 streams, each with one notice a second that says only that something is another now; at most one
/// page is made at a time, and four a second; at most 50 refusals, 50 findings and 360 samples are kept. What former processes
/// refused is read from the journal once, for all who look.
@NullMarked
package io.alidade.agent.page;

import org.jspecify.annotations.NullMarked;
