package io.alidade.conformance;

import io.alidade.conformance.ConformanceReport.Mismatch;
import io.alidade.conformance.recording.RecordedLines;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.SealedLine;
import io.alidade.kube.document.SealedLines;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Replays the lines of one file: a scenario, steps of it that follow line by line, records that are no steps.
///
/// In a journal lines may be cut or damaged: these are passed over, and so are the steps behind them up to the next scenario, for
/// nobody knows how the node was then.
final class FileReplay {
    private static final String OF_JOURNAL = "journal-";
    private static final String META = "meta";

    private final Path file;
    private final ScenarioReader reader;
    private final Runnable progress;
    private final KnownManifests manifests = new KnownManifests();
    private final List<Mismatch> mismatches = new ArrayList<>();
    private Optional<Replay> current = Optional.empty();
    private int scenarios;
    private int steps;
    private long damaged;
    private long skipped;

    /// @param progress is run after each scenario
    FileReplay(Path file, ScenarioReader reader, Runnable progress) {
        this.file = file;
        this.reader = reader;
        this.progress = progress;
    }

    /// Replays all of it.
    ///
    /// @param show how many mismatches are described
    ConformanceReport run(int show) {
        if (String.valueOf(file.getFileName()).startsWith(OF_JOURNAL)) {
            replaySealed();
        } else {
            replayRecorded();
        }
        end();
        return new ConformanceReport(scenarios, steps, mismatches.size(),
                mismatches.subList(0, Math.min(show, mismatches.size())), damaged, skipped);
    }

    private void replayRecorded() {
        try (RecordedLines lines = RecordedLines.open(file)) {
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                replay(file + " line " + lines.number(), line.get(), PodManifests::readPod);
            }
        }
    }

    private void replaySealed() {
        try (SealedLines lines = SealedLines.open(file)) {
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                if (lines.damaged() > damaged) {
                    damaged = lines.damaged();
                    end();
                }
                String source = file + " line " + lines.number();
                byte[] bare = withoutRecord(line.get());
                replay(source, bare, manifests.reading(source, bare));
            }
            damaged = lines.damaged();
        }
    }

    /// A sealed line without its record, which is its last field and is not replayed. A line that is nothing but a record stays
    /// as it is.
    private static byte[] withoutRecord(byte[] line) {
        int comma = SealedLine.recordIn(line) - 1;
        if (comma < 1) {
            return line;
        }
        byte[] left = Arrays.copyOf(line, comma + 1);
        left[comma] = '}';
        return left;
    }

    /// @param reading how the pod of a step is read
    private void replay(String source, byte[] line, Function<Mapping, PodManifest> reading) {
        DocumentNode document = DocumentReader.readOne(source, line);
        Fields fields = Fields.of(DocumentReader.mapping(document));
        if (fields.has("op")) {
            step(fields, reading);
        } else if (!fields.keys().equals(List.of(META))) {
            end();
            Scenario scenario = reader.read(document);
            Replay begun = new Replay(file.toString(), scenario);
            begun.play();
            steps += scenario.steps().size();
            scenarios++;
            current = Optional.of(begun);
            progress.run();
        }
    }

    private void step(Fields fields, Function<Mapping, PodManifest> reading) {
        if (current.isPresent()) {
            current.get().play(reader.step(fields, current.get().scenario(), reading));
            steps++;
        } else if (scenarios == 0 && damaged == 0) {
            throw new BadInput(fields.position(), "a step stands here, and no scenario before it.",
                    "Begin with the line of the scenario that it belongs to.");
        } else {
            skipped++;
        }
    }

    private void end() {
        current.ifPresent(replay -> mismatches.addAll(replay.end()));
        current = Optional.empty();
    }
}
