package io.alidade.conformance;

import io.alidade.conformance.recording.RecordedVersion;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DurableFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/// Replays files of recorded scenarios.
///
/// A file's kubelet version is the one given, else `-vX.Y` in its name, else the default profile.
public final class ConformanceRun {
    private final Optional<KubeletVersion> version;
    private final int show;
    private final IntConsumer progress;
    private int replayed;

    /// Prepares a run.
    ///
    /// @param show     how many mismatches the report describes
    /// @param progress told the number of scenarios after each
    public ConformanceRun(Optional<KubeletVersion> version, int show, IntConsumer progress) {
        this.version = version;
        this.show = show;
        this.progress = progress;
    }

    /// Replays all files, some at the same time; the report is over all of them, in their order.
    ///
    /// @param files a folder stands for the segments of the journal in it
    /// @throws BadInput when a file cannot be read or a line is no scenario: nothing is reported then
    public ConformanceReport replay(List<Path> files) {
        List<Outcome> outcomes = files.stream().flatMap(file -> segments(file).stream()).toList().parallelStream()
                .map(this::replay).toList();
        ConformanceReport report = ConformanceReport.NOTHING;
        for (Outcome outcome : outcomes) {
            report = switch (outcome) {
                case Outcome.Replayed(ConformanceReport own) -> report.and(own, show);
                case Outcome.Unusable(BadInput problem) -> throw problem;
            };
        }
        return report;
    }

    private sealed interface Outcome {
        record Replayed(ConformanceReport report) implements Outcome {}

        record Unusable(BadInput problem) implements Outcome {}
    }

    private Outcome replay(Path file) {
        try {
            return new Outcome.Replayed(new FileReplay(file,
                    new ScenarioReader(version.orElseGet(() -> RecordedVersion.of(file))), this::advance).run(show));
        } catch (BadInput problem) {
            return new Outcome.Unusable(problem);
        }
    }

    private synchronized void advance() {
        replayed++;
        progress.accept(replayed);
    }

    /// The segments of a journal's folder, the oldest first; of one that is there twice, the compressed one.
    private static List<Path> segments(Path file) {
        if (!Files.isDirectory(file)) {
            return List.of(file);
        }
        TreeMap<String, Path> byName = new TreeMap<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(file, "journal-*.{jsonl,jsonl.gz}")) {
            found.forEach(segment -> {
                String name = String.valueOf(segment.getFileName());
                if (name.endsWith(".gz") || !byName.containsKey(name)) {
                    byName.put(name.replace(".jsonl.gz", ".jsonl"), segment);
                }
            });
        } catch (IOException failure) {
            throw new BadInput(file + " cannot be read: " + DurableFiles.reason(failure) + ".",
                    "Check its permissions.");
        }
        if (byName.isEmpty()) {
            throw new BadInput(file + " is a folder without a journal.",
                    "Name the journal folder of an agent, or a .jsonl or .jsonl.gz file of recorded scenarios.");
        }
        return List.copyOf(byName.values());
    }
}
