package io.alidade.plan.fleet.replay;

/// A pod that goes by itself.
///
/// @param order its place among all that came to be known; no two have the same
record Departure(long atMillis, long order, int node, Asked asked, String podUid) implements Comparable<Departure> {
    @Override
    public int compareTo(Departure other) {
        return atMillis != other.atMillis ? Long.compare(atMillis, other.atMillis) : Long.compare(order, other.order);
    }
}
