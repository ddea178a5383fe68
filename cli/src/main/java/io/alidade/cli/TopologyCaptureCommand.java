package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import io.alidade.linux.capture.MachineCapture;
import io.alidade.linux.capture.MachineCapture.CapturedMachine;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// A machine to take along.
@Command(name = "capture", sortOptions = false,
        versionProvider = Alidade.Version.class,
        description = "Writes a tar.gz of just those files of sys and proc that describe this machine, for --node on"
                + " another one. Host names, serial numbers and MAC addresses are not among them.",
        footer = {"", "The same machine gives the same file. --root may also be an archive of sys and proc.", "",
            "Examples:", "  alidade topology capture node-7.tar.gz",
            "  alidade topology capture copy.tar.gz --root /mnt/snapshot"})
final class TopologyCaptureCommand implements Callable<Integer>, Options.Owner {
    private final Session session;

    @Parameters(paramLabel = "FILE", arity = "1", description = "The archive to be written, such as node-7.tar.gz.")
    Path file = Path.of("");

    RootOption root = new RootOption();

    ForceOption force = new ForceOption();

    TopologyCaptureCommand(Session session) {
        this.session = session;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(root, force);
    }

    @Override
    public Integer call() {
        if (!force.isGiven && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new BadInput(file + " is there already.", "Name another file, or give --force to replace it.");
        }
        CapturedMachine captured = MachineCapture.write(root.folder, file);
        captured.machine().warnings().forEach(
                warning -> session.note(warning.kind().wireName() + ": " + warning.message()));
        session.out().print(file + ": " + captured.entries() + " files and folders, " + captured.fileBytes()
                + " bytes\n");
        session.out().flush();
        return ExitCodes.OK;
    }
}
