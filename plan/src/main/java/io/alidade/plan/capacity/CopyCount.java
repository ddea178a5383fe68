package io.alidade.plan.capacity;

import java.util.Optional;

/// How many copies of one shape fit under one configuration.
///
/// @param fromEmpty   on the node without pods
/// @param fromCurrent beside the pods that run; the same where none were named
/// @param split       of the copies on the empty node, those that are not aligned
/// @param bySums      copies for which there is room if only sums are looked at: what the scheduler believes
/// @param left        when the empty node is full of copies
/// @param leftNow     when the node with the pods that run is full of copies, too
/// @param never       why not even one fits; absent if one does
public record CopyCount(Shape shape, int fromEmpty, int fromCurrent, int split, int bySums, Leftover left,
        Leftover leftNow,
        Optional<String> never) {}
