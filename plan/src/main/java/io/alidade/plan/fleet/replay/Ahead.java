package io.alidade.plan.fleet.replay;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Work that is done ahead of its need by a [SpareThreads] thread if one has time, and otherwise by who needs it. What comes
/// out is the same, so it must depend on nothing that changes.
final class Ahead<T> {
    private final FutureTask<T> task;

    Ahead(FutureTask<T> task) {
        this.task = task;
    }

    /// What comes out; waits if another thread is at it.
    T get() {
        // Does nothing if another thread has begun.
        task.run();
        try {
            return task.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException own) {
                throw own;
            }
            throw new IllegalStateException(failure);
        }
    }
}
