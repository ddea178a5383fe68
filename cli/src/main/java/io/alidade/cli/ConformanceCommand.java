package io.alidade.cli;

import io.alidade.conformance.ConformanceReport;
import io.alidade.conformance.ConformanceReport.Mismatch;
import io.alidade.conformance.ConformanceRun;
import io.alidade.kube.document.BadInput;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Does Alidade decide as the kubelet did?
@Command(name = "conformance", sortOptions = false,
        versionProvider = Alidade.Version.class,
        description = "Replays recorded decisions of the kubelet and compares every fact: hints, verdicts, messages,"
                + " placements, states, checkpoint texts.",
        footer = {"",
            "The kubelet that they were recorded from is --kubelet-version, else -vX.Y in the file's name, else 1.36.",
            "",
            "Exit code 1 if something differs. The last line counts over all files.", "",
            "Examples:", "  alidade conformance", "  alidade conformance --show 3 my-scenarios-v1.37.jsonl.gz"})
final class ConformanceCommand implements Callable<Integer>, Options.Owner {
    private final Session session;

    @Parameters(paramLabel = "FILE", arity = "0..*",
            description = "Recorded scenarios, .jsonl or .jsonl.gz, one a line, or the folder of an agent's journal;"
                    + " without any, those that Alidade ships.")
    List<Path> files = new ArrayList<>();

    KubeletVersionOption kubeletVersion = new KubeletVersionOption();

    @Option(names = "--show", paramLabel = "N", defaultValue = "10",
            description = "Describe the first N places that differ"
                    + " (default: 10).")
    int show = 10;

    ConformanceCommand(Session session) {
        this.session = session;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(kubeletVersion);
    }

    @Override
    public Integer call() {
        if (show < 0) {
            throw new BadInput("--show is " + show + ", below zero.", "Give the number of places to describe.");
        }
        Progress progress = new Progress(session, "scenarios");
        ConformanceRun run = new ConformanceRun(kubeletVersion.one(), show, progress::at);
        ConformanceReport report = run.replay(files.isEmpty() ? shipped() : files);
        progress.end();
        report.shown().forEach(this::print);
        if (report.mismatches() > report.shown().size()) {
            session.out().print((report.mismatches() - report.shown().size())
                    + " more places differ; --show N describes more.\n");
        }
        if (report.damaged() > 0) {
            session.out().print(report.damaged() + " damaged lines and " + report.skipped()
                    + " steps behind them were passed over.\n");
        }
        session.out().print("conformance: " + report.scenarios() + " scenarios, " + report.steps() + " steps, "
                + report.mismatches() + " mismatches\n");
        session.out().flush();
        return report.mismatches() == 0 ? ExitCodes.OK : ExitCodes.NEGATIVE;
    }

    private void print(Mismatch mismatch) {
        session.out().print(mismatch.file() + ", scenario " + mismatch.scenario() + ", " + mismatch.place() + ":\n");
        mismatch.differences().forEach(difference -> session.out().print("    " + difference + "\n"));
    }

    /// The recordings beside the launcher.
    private static List<Path> shipped() {
        Path folder = ShippedVectors.folder();
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> recordings = Files.newDirectoryStream(folder, "*-v[0-9]*.jsonl.gz")) {
            recordings.forEach(found::add);
        } catch (IOException failure) {
            throw new BadInput(folder + " cannot be read: " + failure.getMessage() + ".", "Check its permissions.");
        }
        found.sort(null);
        return found;
    }
}
