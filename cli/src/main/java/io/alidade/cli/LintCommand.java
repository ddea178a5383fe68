package io.alidade.cli;

import io.alidade.cli.OutputOptions.Format;
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
import io.alidade.view.Headline;
import io.alidade.view.LintAnnotations;
import io.alidade.view.LintDocument;
import io.alidade.view.LintSarif;
import io.alidade.view.LintText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Do these files do what they seem to do?
@Command(name = "lint", sortOptions = false, versionProvider = Alidade.Version.class,
        description = LintCommand.SUMMARY,
        footer = {"",
            "Files are recognised by their content; a folder with *.conf is a kubelet's drop-ins. Without --node, only what"
                    + " holds on every machine is found. Manifests are judged by the"
                    + " first kubelet configuration among the files, else by the one in the machine file. A comment '#"
                    + " alidade: ignore=ID' on its line or the one before silences a finding.",
            "", "Exit code 1 if something at or above --fail-on is found.", "",
            "Examples:", "  alidade lint kubelet.yaml", "  alidade lint --node machine.yaml kubelet.yaml -f pods/ -R",
            "  alidade lint --fix kubelet.yaml"})
final class LintCommand implements Callable<Integer>, Options.Owner {
    static final String SUMMARY = "Looks for mistakes in kubelet configurations, manifests and device plugin configurations, alone and"
            + " together: what stops the kubelet, what is not pinned, what is always refused.";

    private static final int MAX_ROUNDS = 10;
    /// More are not shown.
    private static final int MAX_UNRECOGNISED = 20;

    private final Session session;

    @Parameters(paramLabel = "FILE", arity = "0..*",
            description = "Kubelet configurations (KubeletConfiguration, OpenShift KubeletConfig, /configz, a folder of"
                    + " drop-ins), pods and workloads or a folder of them, ConfigMaps of device plugins; - is standard input.")
    List<String> files = new ArrayList<>();

    FileOptions fileOptions = new FileOptions();

    AllOption all = new AllOption();

    MachineOptions machineOptions = new MachineOptions();

    KubeletVersionOption kubeletVersion = new KubeletVersionOption();

    @Option(names = "--fail-on", paramLabel = "SEVERITY", defaultValue = "warning", converter = Severities.class,
            completionCandidates = Severities.class,
            description = "info, warning (default) or error: from where on the exit code is 1.")
    Severity failOn = Severity.WARNING;

    @Option(names = "--fix", description = "Write the fixes into the files; what is left is reported.")
    boolean fix;

    private final OutputOptions output = new OutputOptions(Format.TABLE, Format.JSON, Format.YAML, Format.SARIF,
            Format.GITHUB);

    static final class Severities extends Choice<Severity> {
        Severities() {
            super(Severity.values(), Severity::wireName);
        }
    }

    LintCommand(Session session) {
        this.session = session;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(fileOptions, machineOptions, kubeletVersion, all, output);
    }

    @Override
    public Integer call() {
        Inputs inputs = session.inputs();
        Optional<KubeletVersion> asked = kubeletVersion.one();
        List<String> names = fileOptions.after(files);
        if (names.isEmpty()) {
            throw new BadInput("no file is named.", "Name files or folders, with -f or without it.");
        }
        List<String> warnings = new ArrayList<>();
        Optional<FoundMachine> found = machine(inputs, warnings);
        KubeletVersion version = found.map(machine -> machine.version(asked, warnings))
                .or(() -> asked).orElse(KubeletVersion.DEFAULT);
        warnings.forEach(session::note);
        Linter linter = new Linter(found.map(FoundMachine::machine), version);
        if (fix && names.contains("-")) {
            throw new BadInput("--fix cannot write standard input.", "Name the file, or leave out --fix.");
        }
        List<SourceGroup> groups = groups(names, inputs);
        LintReport report = linter.lint(groups);
        if (fix) {
            report = fixed(linter, groups, report);
        }
        report.notes().forEach(session::note);
        print(report, found.map(FoundMachine::title), version);
        if (!report.unrecognised().isEmpty()) {
            throw new BadInput(report.unrecognised().stream().limit(MAX_UNRECOGNISED).map(BadInput::getMessage)
                    .collect(Collectors.joining("\n")), "Known are: " + Linter.KNOWN + ".");
        }
        return report.reaches(failOn) ? ExitCodes.NEGATIVE : ExitCodes.OK;
    }

    private Optional<FoundMachine> machine(Inputs inputs, List<String> warnings) {
        boolean isNamed = !machineOptions.node.files.isEmpty();
        if (!machineOptions.devices.isEmpty() && !isNamed) {
            throw new BadInput("--devices is given without --node.", "Name the machine that the devices are on.");
        }
        return isNamed ? Optional.of(machineOptions.announced(inputs, warnings)) : Optional.empty();
    }

    private List<SourceGroup> groups(List<String> names, Inputs inputs) {
        List<SourceGroup> groups = new ArrayList<>();
        for (String name : new LinkedHashSet<>(names)) {
            boolean isFolder = !Inputs.isStandardInput(name) && Files.isDirectory(Inputs.path(name));
            if (isFolder) {
                groups.addAll(folder(Inputs.path(name), inputs));
            } else {
                groups.add(SourceGroup.of(SourceFile.of(Inputs.name(name), inputs.read(name))));
            }
        }
        return groups;
    }

    /// A folder of drop-ins together, or else the manifests in it, each by itself. With neither in it, it is a kubelet's all
    /// the same, which then has its defaults.
    private List<SourceGroup> folder(Path folder, Inputs inputs) {
        List<SourceFile> dropIns = KubeletConfigurationReader.dropIns(folder).stream()
                .map(path -> SourceFile.of(path.toString(), inputs.read(path.toString()))).toList();
        List<String> manifests = dropIns.isEmpty() ? fileOptions.in(folder) : List.of();
        if (manifests.isEmpty()) {
            return List.of(SourceGroup.dropIns(folder.toString(), dropIns));
        }
        return manifests.stream().map(name -> SourceGroup.of(SourceFile.of(name, inputs.read(name)))).toList();
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

    private void print(LintReport report, Optional<String> machine, KubeletVersion version) {
        OutputOptions.print(session, switch (output.format()) {
            default -> LintText.of(report, Headline.of(version) + machine.map(name -> " on " + name).orElse(""),
                    all.isGiven, session.style());
            case JSON -> DocumentWriter.toJson(LintDocument.of(report, machine, version));
            case YAML -> DocumentWriter.toYaml(LintDocument.of(report, machine, version));
            case SARIF -> DocumentWriter.toJson(LintSarif.of(report));
            case GITHUB -> LintAnnotations.of(report);
        });
    }
}
