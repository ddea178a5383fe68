package io.alidade.cli;

import io.alidade.cli.CompletedCommand.Option;
import io.alidade.cli.CompletedCommand.Value;
import java.util.stream.Collectors;

/// The completion script of fish: one `complete` for each thing that can be completed, under the condition that the words
/// typed so far lead to its command.
final class FishCompletion {
    private static final String WALK = """
            # Whether the words typed so far lead to the command, with nothing but options after it if `bare` is asked for.
            function __alidade_at
                set -l typed (commandline -opc)
                set -l path
                set -l bare yes
                set -l skip no
                for word in $typed[2..-1]
                    if test $skip = yes
                        set skip no
                    else if string match -q -- '-*' $word
                        contains -- $word $__alidade_takes; and set skip yes
                    else if test $bare = yes; and contains -- (string join ' ' $path $word) $__alidade_paths
                        set path $path $word
                    else
                        set bare no
                    end
                end
                test "$path" = "$argv[1]"; or return 1
                test "$argv[2]" != bare -o $bare = yes
            end

            """;

    private FishCompletion() {}

    static String of(CompletedCommand alidade) {
        StringBuilder script = new StringBuilder(
                "# fish completion of alidade, written by `alidade completion fish`.\n\n");
        script.append("set -g __alidade_paths")
                .append(alidade.all().stream().map(command -> " " + quoted(command.path()))
                        .collect(Collectors.joining()))
                .append("\nset -g __alidade_takes")
                .append(alidade.all().stream().flatMap(command -> command.options().stream())
                        .filter(option -> !option.value().equals(Value.NONE)).flatMap(option -> option.names().stream())
                        .distinct().map(name -> " " + name).collect(Collectors.joining()))
                .append("\n\n").append(WALK).append("complete -c alidade -f\n");
        alidade.all().forEach(command -> commands(script, command));
        return script.toString();
    }

    private static void commands(StringBuilder script, CompletedCommand command) {
        String at = "complete -c alidade -n "
                + quoted("__alidade_at " + (command.path().isEmpty() ? "''" : "'" + command.path() + "'"));
        command.commands().forEach(below -> script.append(at.substring(0, at.length() - 1)).append(" bare' -a ")
                .append(below.name()).append(" -d ").append(quoted(below.summary())).append('\n'));
        command.options().forEach(option -> script.append(at).append(names(option)).append(value(option.value()))
                .append(" -d ").append(quoted(option.summary())).append('\n'));
        command.arguments().stream().distinct().map(FishCompletion::argument).filter(text -> !text.isEmpty())
                .forEach(text -> script.append(at).append(text).append('\n'));
    }

    private static String names(Option option) {
        return option.names().stream()
                .map(name -> name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1))
                .collect(Collectors.joining());
    }

    private static String value(Value value) {
        return switch (value.kind()) {
            case NONE -> "";
            case ANYTHING -> " -x";
            case FILES -> " -r -F";
            case FOLDERS -> " -x -a '(__fish_complete_directories)'";
            case WORDS -> " -x -a " + quoted(String.join(" ", value.words()));
        };
    }

    private static String argument(Value value) {
        return switch (value.kind()) {
            case NONE, ANYTHING -> "";
            case FILES -> " -F";
            case FOLDERS -> " -a '(__fish_complete_directories)'";
            case WORDS -> " -a " + quoted(String.join(" ", value.words()));
        };
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
