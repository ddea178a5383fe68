/// A fleet under a workload, event by event: pods come, are sent to nodes, admitted or refused there, made again, and go.
///
/// In: a fleet under each policy, a workload, a scheduler, seeds. Out: a [Tally] for each [Unit], which is one seed on one
/// [Island] of pools under all policies.
///
/// Invariant *islands*: no pod may go to pools of two islands, so each is replayed by itself, on any thread or machine, and
/// the sum of their tallies is the tally of the fleet. That is how a replay uses several cores and stays deterministic.
///
/// Invariant *one step at a time*: within an island events have a total order: by time, at the same time departures, then
/// pods that are made again, then arrivals, each in the order in which they came to be known.
///
/// Invariant *ahead*: what threads do beyond that loop ([Ahead]) is a function of values, so nothing depends on who does it, or
/// whether it is done before it is needed.
@NullMarked
package io.alidade.plan.fleet.replay;

import org.jspecify.annotations.NullMarked;
