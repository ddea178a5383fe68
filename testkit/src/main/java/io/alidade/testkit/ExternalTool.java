package io.alidade.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// A program that a test needs and that not every machine has. Where it is missing the test is left out, which is said; with
/// `ALIDADE_TOOLS=required` in the environment, as in continuous integration, its absence is a failure.
public final class ExternalTool {
    private static final System.Logger LOG = System.getLogger(ExternalTool.class.getName());
    private static final String REQUIRED = "required";

    private ExternalTool() {}

    /// Whether all are on the PATH, or in `/usr/sbin` or `/sbin`.
    ///
    /// @throws AssertionError if one is missing that has to be there
    public static boolean areThere(String... names) {
        for (String name : names) {
            if (!isThere(name)) {
                if (REQUIRED.equals(System.getenv("ALIDADE_TOOLS"))) {
                    throw new AssertionError(name + " is not installed, and ALIDADE_TOOLS=required.");
                }
                LOG.log(System.Logger.Level.WARNING, "Tests are left out, because {0} is not installed.", name);
                return false;
            }
        }
        return true;
    }

    private static boolean isThere(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
        return Arrays.stream(path.split(":", -1)).filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }
}
