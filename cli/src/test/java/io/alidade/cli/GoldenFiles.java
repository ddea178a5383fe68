package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/// Answers that are kept in files: compared, or written anew (`-Dalidade.golden=write`).
final class GoldenFiles {
    private GoldenFiles() {}

    static boolean areWritten() {
        return System.getProperty("alidade.golden", "").equals("write");
    }

    /// Commands in files name others relative to the root of the checkout, which Maven makes the working directory of the
    /// tests of this module.
    static void checkWorkingDirectory() {
        assertThat(Path.of("alidade")).as("the launcher in the working directory").isRegularFile();
    }
}
