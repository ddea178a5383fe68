package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where commands of `alidade run` are kept apart.
final class RunFolder {
    private static final Path BELOW = Path.of("alidade", "run");

    private RunFolder() {}

    /// The folder that was asked for, else that of the user (XDG base directories).
    static Path of(Optional<Path> asked, Map<String, String> environment) {
        return asked.or(() -> absolute(environment, "XDG_STATE_HOME", Path.of("")))
                .or(() -> absolute(environment, "HOME", Path.of(".local", "state")))
                .map(folder -> asked.isPresent() ? folder : folder.resolve(BELOW))
                .orElseThrow(() -> new BadInput("neither XDG_STATE_HOME nor HOME names a folder for state.",
                        "Set one, or name a folder with --state."));
    }

    /// A relative path in the variable does not count.
    private static Optional<Path> absolute(Map<String, String> environment, String variable, Path below) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> value.startsWith("/")).map(Path::of)
                .map(folder -> folder.resolve(below));
    }
}
