package io.alidade.agent.shadow;

import io.alidade.agent.shadow.ShadowVerdict.Before;
import io.alidade.agent.shadow.ShadowVerdict.Disagreed;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DurableFiles;
import io.alidade.kube.document.Value;
import io.alidade.live.scenario.ScenarioDocument;
import io.alidade.live.scenario.ScenarioNames;
import io.alidade.live.scenario.ScenarioStart;
import io.alidade.live.scenario.ScenarioStep;
import io.alidade.live.source.FoundNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A folder with one scenario for each disagreement; of more than [#MAX_FILES] the oldest go.
final class DisagreementFiles {
    static final int MAX_FILES = 200;

    private static final String PREFIX = "disagreement-";
    private static final DateTimeFormatter STAMP = DateTimeFormatter
            .ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;
    private final boolean withoutNames;
    private int number;

    /// @param withoutNames whether names of pods and the like are replaced
    DisagreementFiles(Path folder, boolean withoutNames) {
        this.folder = folder;
        this.withoutNames = withoutNames;
    }

    /// Writes one.
    ///
    /// @return the file
    /// @throws BadInput if it cannot be written
    Path write(FoundNode found, Disagreed verdict, Instant at) {
        number++;
        String name = PREFIX + STAMP.format(at) + "-" + number;
        Before before = verdict.before();
        ScenarioStart start = new ScenarioStart(name, found.machine().withDevices(before.devices()),
                found.configuration(), found.version(), before.checkpoints(),
                before.pods().stream().map(pod -> pod.pod().object()).toList());
        List<ScenarioStep> steps = List.of(new ScenarioStep.Admit(verdict.pod().pod().object(), verdict.theirs(),
                Value.mapping().build()));
        Value.Builder meta = Value.mapping().with("time", at.toString()).with("kubeletVersion",
                found.version().minor());
        if (!withoutNames) {
            meta.with("differences", Value.texts(verdict.differences()));
        }
        Path file = ScenarioDocument.write(folder, name, found.version(), ScenarioDocument.of(start, steps,
                meta.build(), withoutNames ? ScenarioNames.replacing(start, steps) : ScenarioNames.KEPT));
        removeOldest();
        return file;
    }

    private void removeOldest() {
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> files = all.filter(file -> String.valueOf(file.getFileName()).startsWith(PREFIX)).sorted()
                    .toList();
            for (Path oldest : files.subList(0, Math.max(0, files.size() - MAX_FILES))) {
                Files.delete(oldest);
            }
        } catch (IOException failure) {
            throw new BadInput(folder + " cannot be tidied up: " + DurableFiles.reason(failure) + ".",
                    "Check its permissions.");
        }
    }
}
