package io.alidade.engine.provider;

/// How an allocation ended, with the provider's state after it: a failure may leave traces, too.
///
/// @param <S> the provider's state
public sealed interface AllocationOutcome<S> {
    S state();

    record Allocated<S>(S state) implements AllocationOutcome<S> {}

    record Failed<S>(S state, AllocationError error) implements AllocationOutcome<S> {}
}
