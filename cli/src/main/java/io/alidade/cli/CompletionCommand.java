package io.alidade.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Prints a script that teaches a shell to complete `alidade`.
@Command(name = "completion", mixinStandardHelpOptions = true, versionProvider = Alidade.Version.class,
        description = CompletionCommand.SUMMARY,
        footer = {"", "Example:", "  source <(alidade completion bash)"})
final class CompletionCommand implements Callable<Integer> {
    static final String SUMMARY = "Prints a completion script for bash, zsh or fish.";

    /// One script serves both.
    enum Shell { bash, zsh }

    private final Session session;

    @Parameters(paramLabel = "SHELL", arity = "0..1", description = "bash (default) or zsh.")
    Shell shell = Shell.bash;

    @Spec
    CommandSpec spec = CommandSpec.create();

    CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.out().print(AutoComplete.bash("alidade", spec.root().commandLine()));
        session.out().flush();
        return ExitCodes.OK;
    }
}
