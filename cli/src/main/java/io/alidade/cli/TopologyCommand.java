package io.alidade.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What does this machine look like? The commands about machines.
@Command(name = "topology", versionProvider = Alidade.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows a machine as its kernel and the kubelet see it, captures it, and writes it down.",
        footer = {"", "Examples:", "  alidade topology show",
            "  alidade topology capture node-7.tar.gz", "  alidade topology show --node node-7.tar.gz -o tree"})
final class TopologyCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec = CommandSpec.create();

    /// The command with those below it.
    static CommandLine with(Session session) {
        return Options.commandLine(new TopologyCommand())
                .addSubcommand(Options.commandLine(new TopologyShowCommand(session)))
                .addSubcommand(Options.commandLine(new TopologyCaptureCommand(session)))
                .addSubcommand(Options.commandLine(new TopologyConvertCommand(session)))
                .addSubcommand(Options.commandLine(new TopologyLabelsCommand(session)));
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Missing required command: "
                + String.join(", ", spec.subcommands().keySet()) + ".");
    }
}
