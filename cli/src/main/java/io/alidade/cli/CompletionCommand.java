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
    static final String SUMMARY = "Prints a completion script for bash, zsh or fish, or the program that completes kubectl alidade.";

    enum Shell { BASH, ZSH, FISH, KUBECTL }

    static final class Shells extends Choice<Shell> {
        Shells() {
            super(Shell.values(), Choice::word);
        }
    }

    private final Session session;

    @Parameters(paramLabel = "SHELL", arity = "0..1", converter = Shells.class, completionCandidates = Shells.class,
            description = "bash (default), zsh, fish, or kubectl: the program kubectl_complete-alidade, for the PATH.")
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
            case KUBECTL -> BashCompletion.ofKubectl(alidade);
        });
        session.out().flush();
        return ExitCodes.OK;
    }
}
