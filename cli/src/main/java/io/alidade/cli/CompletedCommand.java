package io.alidade.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/// What completion needs to know of a command, in the same words for every shell.
///
/// @param path      the names that lead to it from `alidade`, which is itself left out, with a blank between
/// @param commands  those below it
/// @param arguments what stands where no option does, in order; the last repeats
record CompletedCommand(String path, String summary, List<CompletedCommand> commands, List<Option> options,
        List<Value> arguments) {
    private static final Pattern FILES = Pattern.compile("FILE.*|MANIFEST|CONFIG_.*");
    private static final Pattern FOLDERS = Pattern.compile("DIR");

    /// An option.
    ///
    /// @param names such as `-o` and `--output`
    record Option(List<String> names, String summary, Value value) {}

    /// What may follow.
    ///
    /// @param label what help calls it
    /// @param words all that is accepted, if it is [Kind#WORDS]
    record Value(Kind kind, String label, List<String> words) {
        static final Value NONE = new Value(Kind.NONE, "", List.of());
    }

    /// Nothing at all, something that cannot be guessed, files, folders, given words.
    enum Kind { NONE, ANYTHING, FILES, FOLDERS, WORDS }

    /// The command with those below it.
    static CompletedCommand of(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        String[] names = spec.qualifiedName().split(" ", 2);
        String path = names.length < 2 ? "" : names[1];
        List<Option> options = spec.options().stream().filter(option -> !option.hidden())
                .map(option -> new Option(List.of(option.names()), firstSentence(option.description()), value(option)))
                .toList();
        String summary = firstSentence(spec.usageMessage().description());
        if (spec.userObject() instanceof HelpCommand) {
            return new CompletedCommand(path, summary, namesBelow(path, spec.root()), options, List.of());
        }
        return new CompletedCommand(path, summary,
                command.getSubcommands().values().stream().map(CompletedCommand::of).toList(), options,
                spec.positionalParameters().stream().map(CompletedCommand::value).toList());
    }

    /// To `help`, the other commands are commands below it that have no options.
    private static List<CompletedCommand> namesBelow(String path, CommandSpec spec) {
        return spec.subcommands().entrySet().stream().map(entry -> {
            String below = path + " " + entry.getKey();
            CommandSpec named = entry.getValue().getCommandSpec();
            return new CompletedCommand(below, firstSentence(named.usageMessage().description()),
                    namesBelow(below, named), List.of(), List.of());
        }).toList();
    }

    private static Value value(ArgSpec argument) {
        String label = argument.paramLabel();
        if (argument.arity().max() == 0) {
            return Value.NONE;
        }
        if (argument.completionCandidates() != null) {
            return new Value(Kind.WORDS, label,
                    StreamSupport.stream(argument.completionCandidates().spliterator(), false).toList());
        }
        Kind kind = FILES.matcher(label).matches() ? Kind.FILES
                : FOLDERS.matcher(label).matches() ? Kind.FOLDERS : Kind.ANYTHING;
        return new Value(kind, label, List.of());
    }

    /// Up to the first full stop, colon or semicolon: a list of completions has one line for each.
    private static String firstSentence(String... description) {
        String text = String.join(" ", description);
        int end = 0;
        while (end < text.length() && !(".:;".indexOf(text.charAt(end)) >= 0
                && (end + 1 == text.length() || text.charAt(end + 1) == ' '))) {
            end++;
        }
        return text.substring(0, end);
    }

    /// This command and all below it.
    List<CompletedCommand> all() {
        List<CompletedCommand> all = new ArrayList<>(List.of(this));
        commands.forEach(command -> all.addAll(command.all()));
        return all;
    }

    /// The last part of the path.
    String name() {
        return path.substring(path.lastIndexOf(' ') + 1);
    }
}
