package io.alidade.cli;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.Inputs;
import io.alidade.plan.lint.Fixes;
import io.alidade.plan.lint.LintReport;
import io.alidade.plan.lint.Linter;
import io.alidade.plan.lint.Severity;
import io.alidade.plan.lint.SourceFile;
import io.alidade.plan.lint.SourceGroup;
import io.alidade.view.LintAnnotations;
import io.alidade.view.LintDocument;
import io.alidade.view.LintSarif;
import io.alidade.view.LintText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Do these files do what they seem to do?
@Command(name = "lint", mixinStandardHelpOptions = true, sortOptions = false, versionProvider = Alidade.Version.class,
        description = LintCommand.SUMMARY,
        footer = {"",
            "Files are recognised by their content; a folder is a kubelet's drop-ins. Manifests are judged by the"
                    + " first kubelet configuration among the files, else by the one in the machine file. A comment '#"
                    + " alidade: ignore=ID' on its line or the one before silences a finding.",
            "", "Exit code 1 if something at or above --fail-on is found.", "",
            "Examples:", "  alidade lint kubelet.yaml", "  alidade lint --node machine.yaml kubelet.yaml pods/*.yaml",
            "  alidade lint --fix kubelet.yaml"})
final class LintCommand implements Callable<Integer> {
    static final String SUMMARY = "Looks for mistakes in kubelet configurations, manifests and device plugin configurations, alone and"
            + " together: what stops the kubelet, what is not pinned, what is always refused.";

    private static final int MAX_ROUNDS = 10;
    /// More are not shown.
    private static final int MAX_UNRECOGNISED = 20;

    private static final List<String> MANIFESTS = List.of(".yaml", ".yml", ".json");

    enum Format { TABLE, JSON, YAML, SARIF, GITHUB }

    private final Session session;

    @Parameters(paramLabel = "FILE", arity = "1..*",
            description = "Kubelet configurations (KubeletConfiguration, OpenShift KubeletConfig, /configz, a folder of"
                    + " drop-ins), pods and workloads, ConfigMaps of device plugins; - is standard input.")
    List<String> files = new ArrayList<>();

    @Option(names = "--node", paramLabel = "FILE",
            description = "The machine that they are for: whatever admit reads; several are joined. Without it, only what"
                    + " holds on every machine is found.")
    List<String> node = new ArrayList<>();

    @Option(names = "--devices", paramLabel = "FILE", description = "The devices that plugins report there, in place of"
            + " those of the machine file.")
    List<String> devices = new ArrayList<>();

    @Option(names = "--kubelet-version", paramLabel = "VERSION",
            completionCandidates = KubeletVersionOption.Minors.class,
            description = "The kubelet to be reproduced, by its minor: " + KubeletVersionOption.KNOWN)
    Optional<String> kubeletVersion = Optional.empty();

    @Option(names = "--fail-on", paramLabel = "SEVERITY", defaultValue = "warning", converter = Severities.class,
            completionCandidates = Severities.class,
            description = "info, warning (default) or error: from where on the exit code is 1.")
    Severity failOn = Severity.WARNING;

    @Option(names = "--fix", description = "Write the fixes into the files; what is left is reported.")
    boolean fix;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "table", converter = Formats.class,
            completionCandidates = Formats.class,
            description = "table for people (default), json, yaml, sarif (2.1.0) or github (annotations).")
    Format format = Format.TABLE;

    static final class Severities extends Choice<Severity> {
        Severities() {
            super(Severity.values(), Severity::wireName);
        }
    }

    static final class Formats extends Choice<Format> {
        Formats() {
            super(Format.values(), Choice::word);
        }
    }

    LintCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Inputs inputs = session.inputs();
        Optional<KubeletVersion> asked = kubeletVersion.map(KubeletVersionOption::parse);
        List<String> warnings = new ArrayList<>();
        Optional<FoundMachine> found = machine(inputs, warnings);
        KubeletVersion version = found.map(machine -> machine.version(asked, warnings))
                .or(() -> asked).orElse(KubeletVersion.DEFAULT);
        warnings.forEach(session::note);
        Linter linter = new Linter(found.map(FoundMachine::machine), version);
        if (fix && files.contains("-")) {
            throw new BadInput("--fix cannot write standard input.", "Name the file, or leave out --fix.");
        }
        List<SourceGroup> groups = groups(inputs);
        LintReport report = linter.lint(groups);
        if (fix) {
            report = fixed(linter, groups, report);
        }
        report.notes().forEach(session::note);
        print(report);
        if (!report.unrecognised().isEmpty()) {
            throw new BadInput(report.unrecognised().stream().limit(MAX_UNRECOGNISED).map(BadInput::getMessage)
                    .collect(Collectors.joining("\n")), "Known are: " + Linter.KNOWN + ".");
        }
        return report.reaches(failOn) ? ExitCodes.NEGATIVE : ExitCodes.OK;
    }

    private Optional<FoundMachine> machine(Inputs inputs, List<String> warnings) {
        NodeOptions options = new NodeOptions();
        options.machineOptions.node = node;
        options.machineOptions.devices = devices;
        if (!devices.isEmpty() && node.isEmpty()) {
            throw new BadInput("--devices is given without --node.", "Name the machine that the devices are on.");
        }
        return node.isEmpty() ? Optional.empty() : Optional.of(options.readMachine(inputs, warnings));
    }

    private List<SourceGroup> groups(Inputs inputs) {
        Set<String> names = new LinkedHashSet<>();
        List<SourceGroup> groups = new ArrayList<>();
        for (String file : files) {
            if (!names.add(file)) {
                continue;
            }
            boolean isFolder = !file.equals("-") && Files.isDirectory(Inputs.path(file));
            if (isFolder) {
                groups.add(SourceGroup.dropIns(file, dropIns(inputs, file)));
            } else {
                groups.add(SourceGroup.of(SourceFile.of(Inputs.name(file), inputs.read(file))));
            }
        }
        return groups;
    }

    private static List<SourceFile> dropIns(Inputs inputs, String folder) {
        List<SourceFile> dropIns = KubeletConfigurationReader.dropIns(Inputs.path(folder)).stream()
                .map(path -> SourceFile.of(path.toString(), inputs.read(path.toString()))).toList();
        if (dropIns.isEmpty() && holdsManifests(Inputs.path(folder))) {
            throw new BadInput(folder + " holds no drop-in: no file below it ends in .conf.",
                    "Name the files themselves.");
        }
        return dropIns;
    }

    /// A kubelet takes a folder without drop-ins, but whoever names one with such files means these.
    private static boolean holdsManifests(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString).anyMatch(name -> MANIFESTS.stream().anyMatch(name::endsWith));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Applies fixes until none is left, then writes each changed file once.
    private LintReport fixed(Linter linter, List<SourceGroup> groups, LintReport first) {
        Map<String, SourceFile> changed = new LinkedHashMap<>();
        LintReport report = first;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            Map<String, SourceFile> now = Fixes.applyAll(report);
            if (now.isEmpty()) {
                break;
            }
            changed.putAll(now);
            report = linter.lint(groups.stream().map(group -> new SourceGroup(group.name(), group.files().stream()
                    .map(file -> changed.getOrDefault(file.name(), file)).toList(), group.isDropIns())).toList());
        }
        changed.forEach((name, after) -> {
            first.source(name)
                    .ifPresent(before -> FileReplacement.write(Inputs.path(name), before.bytes(), after.bytes()));
            session.note("fixed " + name + ".");
        });
        return report;
    }

    private void print(LintReport report) {
        session.out().print(switch (format) {
            case TABLE -> LintText.of(report, session.style());
            case JSON -> DocumentWriter.toJson(LintDocument.of(report));
            case YAML -> DocumentWriter.toYaml(LintDocument.of(report));
            case SARIF -> DocumentWriter.toJson(LintSarif.of(report));
            case GITHUB -> LintAnnotations.of(report);
        });
        session.out().flush();
    }
}
