/// What happens to a node, one thing after the other.
///
/// In: [NodeEvent]s from whoever sees them, through one bounded queue. Out: [NodeAnswer]s to whoever waits for them, and the
/// node as it is now, for everyone who only looks. One thread holds the node, decides, stores and then answers, so there is no
/// lock in a decision, and a test is a list of events.
///
/// The clock is handed in; nothing here reads the time by itself.
@NullMarked
package io.alidade.live.event;

import org.jspecify.annotations.NullMarked;
