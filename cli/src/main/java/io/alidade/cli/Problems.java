package io.alidade.cli;

import io.alidade.cli.Outlets.Outlet;
import io.alidade.kube.document.BadInput;
import io.alidade.linux.tree.UnusableTree;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// The one place where problems become words and exit codes: `alidade: what is wrong`, then the cure on a line of its own.
final class Problems implements IExecutionExceptionHandler, IParameterExceptionHandler {
    /// Shown for control characters, which could take over the reader's terminal.
    private static final char REPLACEMENT = '\uFFFD';

    private final Session session;

    Problems(Session session) {
        this.session = session;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed) {
        return switch (failure) {
            case BadInput input -> badInput(String.valueOf(input.getMessage()), input.cure());
            case UnusableTree tree -> badInput(String.valueOf(tree.getMessage()), tree.cure());
            case ParameterException usage -> handleParseException(usage, parsed.originalArgs().toArray(String[]::new));
            default -> internal(failure);
        };
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine commandLine = failure.getCommandLine();
        String help = "See " + commandLine.getCommandSpec().qualifiedName() + " --help.";
        return switch (failure) {
            case UnmatchedArgumentException unmatched -> unmatched(unmatched, help);
            case MissingParameterException missing -> badInput(sentence(missing), help);
            default -> badInput(sentence(failure), help);
        };
    }

    private int unmatched(UnmatchedArgumentException failure, String help) {
        String argument = failure.getUnmatched().isEmpty() ? "" : failure.getUnmatched().getFirst();
        List<String> suggestions = failure.getSuggestions().stream()
                .map(suggestion -> suggestion.contains("-") ? longName(suggestion) : suggestion).distinct().limit(3)
                .toList();
        boolean isCommand = !failure.getCommandLine().getSubcommands().isEmpty();
        String what = failure.isUnknownOption() ? "option" : isCommand ? "command" : "argument";
        return badInput("unknown " + what + " '" + argument + "'.",
                (suggestions.isEmpty() ? "" : "Maybe " + String.join(" or ", suggestions) + " is meant. ") + help);
    }

    /// Of `-o, --output=FORMAT` the long name.
    private static String longName(String suggestion) {
        String name = suggestion.substring(Math.max(0, suggestion.indexOf("--")));
        int end = name.indexOf('=');
        return end < 0 ? name : name.substring(0, end);
    }

    /// picocli's message in our form: small first letter, full stop at the end.
    private static String sentence(ParameterException failure) {
        String message = String.valueOf(failure.getMessage()).strip();
        String text = message.substring(0, Math.min(1, message.length())).toLowerCase(Locale.ROOT)
                + message.substring(Math.min(1, message.length()));
        return text.endsWith(".") ? text : text + ".";
    }

    /// Says what is wrong with the input and what to do; returns the exit code.
    int badInput(String message, String cure) {
        return say(message, cure, ExitCodes.BAD_INPUT);
    }

    /// The answer did not get through. A pipe fails when its reader is gone, who then wants no complaint either.
    int unwritable() {
        if (session.outlets().out() == Outlet.PIPE) {
            return ExitCodes.CLOSED_PIPE;
        }
        return say("the answer could not be written to standard output.", "Check what it goes to, and the room there.",
                ExitCodes.INTERNAL);
    }

    int internal(Throwable failure) {
        String message = String.valueOf(failure).lines().findFirst().orElse("");
        if (session.wantsDetails()) {
            failure.printStackTrace(session.err());
        }
        return say("internal error: " + message,
                "Set ALIDADE_DEBUG=1 for details, and please report it with the input.",
                ExitCodes.INTERNAL);
    }

    /// Says it, and returns the exit code.
    int say(String message, String cure, int exitCode) {
        String text = "alidade: " + message + "\n" + cure + "\n";
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(symbol -> safe
                .appendCodePoint(Character.isISOControl(symbol) && symbol != '\n' ? REPLACEMENT : symbol));
        session.err().print(safe);
        session.err().flush();
        return exitCode;
    }
}
