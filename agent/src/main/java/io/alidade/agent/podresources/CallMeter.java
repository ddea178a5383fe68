package io.alidade.agent.podresources;

/// Counts the calls that are answered. Called on any thread.
public interface CallMeter {
    /// Nobody counts.
    CallMeter NONE = new CallMeter() {};

    /// What is asked of podresources.
    enum Call {
        LIST,
        GET_ALLOCATABLE,
        GET
    }

    /// Somebody asks.
    default void called(Call call) {}

    /// The answer is an error.
    default void failed(Call call) {}
}
