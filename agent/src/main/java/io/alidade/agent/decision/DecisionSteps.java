package io.alidade.agent.decision;

import java.util.concurrent.Executor;

/// Where what is to be decided is done, a step after the other.
public interface DecisionSteps extends Executor {
    /// Called by a step: something is done when that step has answered, before any other. Nobody waits for it.
    default void afterwards(Runnable rest) {
        rest.run();
    }
}
