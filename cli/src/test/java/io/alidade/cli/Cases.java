package io.alidade.cli;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/// The files of reported situations (`cases/README.md`).
final class Cases {
    private Cases() {}

    /// A file or folder of a case.
    static String file(String name) {
        URL url = Objects.requireNonNull(Cases.class.getResource("cases/" + name), name);
        try {
            return Path.of(url.toURI()).toString();
        } catch (URISyntaxException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
