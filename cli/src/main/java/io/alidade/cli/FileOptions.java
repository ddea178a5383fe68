package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `-f` and `-R`, as kubectl has them.
final class FileOptions implements OptionGroup {
    List<String> files = new ArrayList<>();

    boolean isRecursive;

    @Override
    public void addTo(Options options) {
        options.texts(value -> files = value, Optional.empty(), ",", "FILE",
                "A file with manifests, or a folder, of which all files that end in .json, .yaml or .yml are read in"
                        + " the order of their names; - is standard input. May be given several times.",
                "-f", "--filename");
        options.flag(value -> isRecursive = value, "Read the folders below a folder, too.", "-R", "--recursive");
    }

    /// The files of the options, or those given without one: folders stand for the files in them.
    ///
    /// @throws BadInput if there is none, or if both are given: pods are admitted in their order, and that would not be
    ///                  the one of the command line
    List<String> insteadOf(List<String> positional) {
        if (!files.isEmpty() && !positional.isEmpty()) {
            throw new BadInput("files are named with -f (" + files.getFirst() + ") and without it ("
                    + positional.getFirst() + ").", "Write -f before each of them, or before none.");
        }
        return expand(files.isEmpty() ? positional : files);
    }

    /// The files given without an option, then those of `-f`; folders of `-f` stand for the files in them.
    List<String> after(List<String> positional) {
        return Stream.concat(positional.stream(), expand(files).stream()).toList();
    }

    /// What lies in a folder; empty if that is no manifest.
    List<String> in(Path folder) {
        return new ManifestFiles(isRecursive).in(folder);
    }

    private List<String> expand(List<String> names) {
        return new ManifestFiles(isRecursive).of(names);
    }
}
