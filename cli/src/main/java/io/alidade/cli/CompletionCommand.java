package io.alidade.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Prints a script that teaches a shell to complete `alidade`.
@Command(name = "completion", versionProvider = Alidade.Version.class,
        description = CompletionCommand.SUMMARY,
        footer = {"", "Examples:", "  source <(alidade completion bash)", "  source <(alidade completion zsh)",
            "  alidade completion fish | source"})
final class CompletionCommand implements Callable<Integer> {
    static final String SUMMARY = "Prints a completion script for bash, zsh or fish.";

    enum Shell { BASH, ZSH, FISH }

    static final class Shells extends Choice<Shell> {
        Shells() {
            super(Shell.values(), Choice::word);
        }
    }

    private final Session session;

    @Parameters(paramLabel = "SHELL", arity = "0..1", converter = Shells.class, completionCandidates = Shells.class,
            description = "bash (default), zsh or fish.")
    Shell shell = Shell.BASH;

    @Spec
    CommandSpec spec = CommandSpec.create();

    CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        CompletedCommand alidade = CompletedCommand.of(spec.root().commandLine());
        session.out().print(switch (shell) {
            case BASH -> BashCompletion.of(alidade);
            case ZSH -> ZshCompletion.of(alidade);
            case FISH -> FishCompletion.of(alidade);
        });
        session.out().flush();
        return ExitCodes.OK;
    }
}
