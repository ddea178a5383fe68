package io.alidade.engine.provider;

/// How an allocation ended, with the provider's state after it: a failure may leave traces, too.
///
/// @param <S> the provider's state
public sealed interface AllocationOutcome<S> {
    S state();

    /// The container, or the pod as a whole, has what it asked for.
    record Allocated<S>(S state) implements AllocationOutcome<S> {
        @Override
        public String toString() {
            return "allocated: " + state;
        }
    }

    /// It has not, and its pod is refused.
    record Failed<S>(S state, AllocationError error) implements AllocationOutcome<S> {
        @Override
        public String toString() {
            return "failed: " + error;
        }
    }
}
