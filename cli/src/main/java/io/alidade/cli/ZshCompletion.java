package io.alidade.cli;

import io.alidade.cli.CompletedCommand.Option;
import io.alidade.cli.CompletedCommand.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The completion script of zsh: a function for each command, which tells `_arguments` what there is. It can be sourced,
/// and be a file `_alidade` in a folder of `fpath`.
final class ZshCompletion {
    private static final String END = """
            if [[ $funcstack[1] == _alidade ]]; then
                _alidade "$@"
            else
                compdef _alidade alidade
            fi
            """;

    private ZshCompletion() {}

    static String of(CompletedCommand alidade) {
        StringBuilder script = new StringBuilder(
                "#compdef alidade\n# zsh completion of alidade, written by `alidade completion zsh`.\n\n");
        alidade.all().forEach(command -> script.append(function(command)));
        return script.append(END).toString();
    }

    private static String function(CompletedCommand command) {
        List<String> specs = new ArrayList<>();
        command.options().forEach(option -> specs.add(spec(option)));
        StringBuilder text = new StringBuilder(name(command.path())).append("() {\n");
        if (command.commands().isEmpty()) {
            for (int i = 0; i < command.arguments().size(); i++) {
                Value value = command.arguments().get(i);
                boolean isLast = i == command.arguments().size() - 1;
                specs.add("'" + (isLast ? "*" : Integer.toString(i + 1)) + ":" + value.label() + ":" + action(value)
                        + "'");
            }
            return text.append(arguments("_arguments -s -S", specs)).append("}\n\n").toString();
        }
        specs.add("'1:COMMAND:->command'");
        specs.add("'*::argument:->argument'");
        text.append("    local curcontext=$curcontext state state_descr line\n    typeset -A opt_args\n")
                .append(arguments("_arguments -s -S -C", specs)).append("    case $state in\n        command)\n")
                .append("            local -a commands=(\n");
        command.commands().forEach(below -> text.append("                '").append(below.name()).append(':')
                .append(plain(below.summary())).append("'\n"));
        text.append("            )\n            _describe -t commands command commands ;;\n        argument)\n")
                .append("            case $words[1] in\n");
        command.commands().forEach(below -> text.append("                ").append(below.name()).append(") ")
                .append(name(below.path())).append(" ;;\n"));
        return text.append("            esac ;;\n    esac\n}\n\n").toString();
    }

    private static String arguments(String call, List<String> specs) {
        return "    " + call + specs.stream().map(spec -> " \\\n        " + spec).collect(Collectors.joining()) + "\n";
    }

    private static String name(String path) {
        return path.isEmpty() ? "_alidade" : "_alidade_" + path.replace(' ', '_').replace('-', '_');
    }

    private static String spec(Option option) {
        boolean takes = !option.value().equals(Value.NONE);
        String names = option.names().stream()
                .map(name -> !takes ? name : name.startsWith("--") ? name + "=" : name + "+")
                .collect(Collectors.joining(","));
        String first = option.names().size() == 1 ? "'" + names : "{" + names + "}'";
        return first + "[" + plain(option.summary()).replace("[", "\\[").replace("]", "\\]") + "]"
                + (takes ? ":" + option.value().label() + ":" + action(option.value()) : "") + "'";
    }

    private static String action(Value value) {
        return switch (value.kind()) {
            case NONE, ANYTHING -> "";
            case FILES -> "_files";
            case FOLDERS -> "_files -/";
            case WORDS -> "(" + String.join(" ", value.words()) + ")";
        };
    }

    /// Fit for single quotes, and for a place where a colon ends it.
    private static String plain(String text) {
        return text.replace("'", "'\\''").replace(":", "\\:").strip();
    }
}
