package io.alidade.plan.capacity;

import java.util.List;
import java.util.Optional;

/// What one configuration gives.
///
/// @param startError      with which the kubelet stops; then there is nothing else
/// @param runningRefused  of the pods that run, how many this kubelet would refuse if they came again in their order
/// @param copies          of each shape
/// @param mix             over the orders of arrival; absent if the patience was over before the first
public record VariantCapacity(Variant variant, Optional<String> startError, int runningRefused, List<CopyCount> copies,
        Optional<MixOutcome> mix) {
    public VariantCapacity {
        copies = List.copyOf(copies);
    }

    VariantCapacity with(Optional<MixOutcome> other) {
        return new VariantCapacity(variant, startError, runningRefused, copies, other);
    }
}
