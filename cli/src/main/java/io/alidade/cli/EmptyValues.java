package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/// Refuses values without a character, for all options and arguments of all commands: they come of shell variables that are
/// not set, and as names of files they would mean the current folder.
final class EmptyValues {
    private EmptyValues() {}

    /// Runs what was parsed unless a value is empty.
    ///
    /// @throws ExecutionException if one is
    static int refuse(ParseResult parsed) throws ExecutionException {
        for (ParseResult part = parsed; part != null; part = part.subcommand()) {
            for (ArgSpec argument : part.matchedArgs()) {
                if (argument.stringValues().stream().anyMatch(String::isEmpty)) {
                    String what = name(argument) + " is empty.";
                    throw new ExecutionException(part.commandSpec().commandLine(), what, new BadInput(what,
                            "Give it a value, or leave it out. Maybe a variable of the shell is not set."));
                }
            }
        }
        return new RunLast().execute(parsed);
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }
}
