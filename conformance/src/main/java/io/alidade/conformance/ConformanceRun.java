package io.alidade.conformance;

import io.alidade.conformance.ConformanceReport.Mismatch;
import io.alidade.conformance.recording.RecordedLines;
import io.alidade.conformance.recording.RecordedVersion;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/// Replays files of recorded scenarios.
///
/// A file's kubelet version is the one given, else `-vX.Y` in its name, else the default profile.
public final class ConformanceRun {
    private final Optional<KubeletVersion> version;
    private final int show;
    private final IntConsumer progress;
    private final List<Mismatch> shown = new ArrayList<>();
    private int scenarios;
    private int steps;
    private int mismatches;

    /// Prepares a run.
    ///
    /// @param show     how many mismatches the report describes
    /// @param progress told the number of scenarios after each
    public ConformanceRun(Optional<KubeletVersion> version, int show, IntConsumer progress) {
        this.version = version;
        this.show = show;
        this.progress = progress;
    }

    /// Replays all files; the report is over all of them.
    ///
    /// @throws BadInput when a file cannot be read or a line is no scenario: nothing is reported then
    public ConformanceReport replay(List<Path> files) {
        files.forEach(this::replay);
        return new ConformanceReport(scenarios, steps, mismatches, shown);
    }

    private void replay(Path file) {
        ScenarioReader reader = new ScenarioReader(version.orElseGet(() -> RecordedVersion.of(file)));
        try (RecordedLines lines = RecordedLines.open(file)) {
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                String source = file + " line " + lines.number();
                Scenario scenario = reader.read(DocumentReader.readOne(source, line.get()));
                List<Mismatch> found = Replay.of(file.toString(), scenario);
                scenarios++;
                steps += scenario.steps().size();
                mismatches += found.size();
                found.stream().limit(Math.max(0, show - shown.size())).forEach(shown::add);
                progress.accept(scenarios);
            }
        }
    }
}
