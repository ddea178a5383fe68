package io.alidade.plan.lint;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The files of `cases/ID`: `bad.yaml` has the finding, `good.yaml` nearly has it, `machine.yaml` is the machine if one
/// matters.
final class Cases {
    private Cases() {}

    static LintReport lint(String id, String file) {
        return linter(id).lint(List.of(SourceGroup.of(SourceFile.of(file, read(id, file).orElseThrow()))));
    }

    static Linter linter(String id) {
        Optional<MachineDescription> machine = read(id, "machine.yaml")
                .map(bytes -> MachineReader.read(DocumentReader.readOne("machine.yaml", bytes)));
        return new Linter(machine, KubeletVersion.DEFAULT);
    }

    /// Looks at texts, each a file `a.yaml`, `b.yaml` and so on, without a machine.
    static LintReport lintTexts(String... texts) {
        List<SourceGroup> groups = new ArrayList<>();
        for (String text : texts) {
            String name = (char) ('a' + groups.size()) + ".yaml";
            groups.add(SourceGroup.of(SourceFile.of(name, text.getBytes(StandardCharsets.UTF_8))));
        }
        return new Linter(Optional.empty(), KubeletVersion.DEFAULT).lint(groups);
    }

    static List<String> ids(LintReport report) {
        return report.findings().stream().map(Finding::id).toList();
    }

    private static Optional<byte[]> read(String id, String file) {
        try (InputStream stream = Cases.class.getResourceAsStream("cases/" + id + "/" + file)) {
            return stream == null ? Optional.empty() : Optional.of(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
