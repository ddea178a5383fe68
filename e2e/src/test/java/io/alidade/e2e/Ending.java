package io.alidade.e2e;

import java.util.concurrent.TimeUnit;

/// How a process that a test has started is ended.
final class Ending {
    private static final int PATIENCE_SECONDS = 30;

    private Ending() {}

    /// Asks it to end, and makes it when it does not.
    static void of(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
