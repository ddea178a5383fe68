package io.alidade.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// How is a command used? The same text as its `--help`.
@Command(name = "help", versionProvider = Alidade.Version.class,
        description = HelpCommand.SUMMARY,
        footer = {"", "Examples:", "  alidade help admit", "  alidade help topology show"})
final class HelpCommand implements Callable<Integer> {
    static final String SUMMARY = "Shows how a command is used.";

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command, and the one below it.")
    List<String> names = new ArrayList<>();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CommandLine command = spec.root().commandLine();
        for (String name : names) {
            CommandLine above = command;
            command = Optional.ofNullable(above.getSubcommands().get(name))
                    .orElseThrow(() -> new UnmatchedArgumentException(above, List.of(name)));
        }
        command.usage(command.getOut());
        return ExitCodes.OK;
    }
}
