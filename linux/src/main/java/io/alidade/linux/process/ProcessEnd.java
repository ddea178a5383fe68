package io.alidade.linux.process;

import java.util.List;
import java.util.function.Supplier;

/// The end of processes that may start others while they are ended.
final class ProcessEnd {
    private static final int MAX_WALKS = 10;

    private ProcessEnd() {}

    /// Ends all (SIGKILL), and what they start meanwhile, and waits until none is there; a second at most, for one in the
    /// kernel's hands takes its time.
    ///
    /// @param left looks which are there
    static void ofAll(Supplier<List<ProcessHandle>> left) {
        try {
            for (int walks = 0; walks < MAX_WALKS; walks++) {
                List<ProcessHandle> processes = left.get();
                if (processes.isEmpty()) {
                    return;
                }
                processes.forEach(ProcessHandle::destroyForcibly);
                Thread.sleep(1L << walks);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
