package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import java.nio.file.Files;
import java.nio.file.Path;

/// The recordings that Alidade ships: the folder `vectors` beside the launcher, which names its place in `alidade.home`.
final class ShippedVectors {
    private static final String HOME = "alidade.home";

    private ShippedVectors() {}

    static Path folder() {
        String home = System.getProperty(HOME, "");
        Path folder = Path.of(home, "vectors");
        if (home.isEmpty() || !Files.isDirectory(folder)) {
            throw new BadInput("no file was given, and the recordings that Alidade ships are not here.",
                    "Name files, or start ./alidade from its checkout.");
        }
        return folder;
    }
}
