package io.alidade.cli;

import io.alidade.cli.CompletedCommand.Option;
import io.alidade.cli.CompletedCommand.Value;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The completion script of bash: tables of what each command has, and one function that walks the words typed so far.
/// It needs bash alone, not the package `bash-completion`.
final class BashCompletion {
    /// Finds out what may stand at the end of the words. A word that ends at `=` is three words to readline.
    private static final String WALK = """
            _alidade_walk() {
                local word i
                path= option= given=0 kind= words=
                for ((i = 1; i < COMP_CWORD; i++)); do
                    word=${COMP_WORDS[i]}
                    if [[ -n $option ]]; then
                        [[ $word == = ]] || option=
                        continue
                    fi
                    if [[ $word == -* ]]; then
                        _alidade_value "$path" "$word"
                        [[ $kind == none ]] || option=$word
                        continue
                    fi
                    _alidade_commands "$path"
                    if [[ $given == 0 && " $words " == *" $word "* ]]; then
                        path=${path:+$path }$word
                    else
                        given=$((given + 1))
                    fi
                done
                words=
                if [[ -n $option ]]; then
                    [[ $current == = ]] && current=
                    _alidade_value "$path" "$option"
                elif [[ $current == -* ]]; then
                    kind=words
                    _alidade_options "$path"
                else
                    kind=words
                    _alidade_commands "$path"
                    [[ $given == 0 && -n $words ]] || _alidade_argument "$path" "$given"
                fi
            }
            """;
    private static final String ANSWER = """

            _alidade() {
                local current=${COMP_WORDS[COMP_CWORD]} path option given kind words
                COMPREPLY=()
                _alidade_walk
                case $kind in
                    words) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current") ;;
                    files) compopt -o filenames 2>/dev/null
                        mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
                    folders) compopt -o filenames 2>/dev/null
                        mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
                esac
            }
            complete -F _alidade alidade
            """;
    /// kubectl reads a word a line, then a number: 4 for no files, 16 for folders only, 0 for files if there are no words.
    private static final String ANSWER_TO_KUBECTL = """

            COMP_WORDS=(alidade "$@")
            [[ $# -gt 0 ]] || COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            current=${COMP_WORDS[COMP_CWORD]}
            if [[ $current == --*=* ]]; then
                COMP_WORDS[COMP_CWORD]=${current%%=*}
                current=${current#*=}
                COMP_WORDS+=(= "$current")
                COMP_CWORD=$((COMP_CWORD + 2))
            fi
            _alidade_walk
            case $kind in
                words) compgen -W "$words" -- "$current"
                    echo :4 ;;
                files) echo :0 ;;
                folders) echo :16 ;;
                *) echo :4 ;;
            esac
            """;

    private BashCompletion() {}

    /// What bash itself reads.
    static String of(CompletedCommand alidade) {
        return "# bash completion of alidade, written by `alidade completion bash`.\n\n" + tables(alidade) + ANSWER;
    }

    /// A program that answers kubectl, which asks `kubectl_complete-alidade` what may follow `kubectl alidade`.
    static String ofKubectl(CompletedCommand alidade) {
        return "#!/usr/bin/env bash\n# Completes `kubectl alidade`, written by `alidade completion kubectl`.\n\n"
                + tables(alidade) + ANSWER_TO_KUBECTL;
    }

    private static String tables(CompletedCommand alidade) {
        StringBuilder script = new StringBuilder();
        List<CompletedCommand> all = alidade.all();
        table(script, "commands", "$1", "words=", all.stream().filter(command -> !command.commands().isEmpty())
                .map(command -> line(quoted(command.path()), "words='" + command.commands().stream()
                        .map(CompletedCommand::name).collect(Collectors.joining(" ")) + "'"))
                .collect(Collectors.joining()));
        table(script, "options", "$1", "words=", all.stream().filter(command -> !command.options().isEmpty())
                .map(command -> line(quoted(command.path()), "words='" + command.options().stream()
                        .flatMap(option -> option.names().stream()).collect(Collectors.joining(" ")) + "'"))
                .collect(Collectors.joining()));
        table(script, "value", "$1 $2", "kind=none", all.stream().map(BashCompletion::values)
                .collect(Collectors.joining()));
        table(script, "argument", "$1 $2", "kind=none", all.stream().map(BashCompletion::arguments)
                .collect(Collectors.joining()));
        return script.append(WALK).toString();
    }

    /// A function that looks its arguments up.
    private static void table(StringBuilder script, String name, String key, String otherwise, String lines) {
        script.append("_alidade_").append(name).append("() {\n    case \"").append(key).append("\" in\n").append(lines)
                .append(line("*", otherwise)).append("    esac\n}\n\n");
    }

    private static String values(CompletedCommand command) {
        StringBuilder lines = new StringBuilder();
        for (Option option : command.options()) {
            if (!option.value().equals(Value.NONE)) {
                lines.append(line(option.names().stream().map(name -> quoted(command.path() + " " + name))
                        .collect(Collectors.joining(" | ")), setting(option.value())));
            }
        }
        return lines.toString();
    }

    private static String arguments(CompletedCommand command) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < command.arguments().size(); i++) {
            boolean isLast = i == command.arguments().size() - 1;
            lines.append(line(isLast ? quoted(command.path() + " ") + "*" : quoted(command.path() + " " + i),
                    setting(command.arguments().get(i))));
        }
        return lines.toString();
    }

    private static String setting(Value value) {
        String kind = "kind=" + value.kind().name().toLowerCase(Locale.ROOT);
        return value.words().isEmpty() ? kind : kind + " words='" + String.join(" ", value.words()) + "'";
    }

    private static String line(String pattern, String action) {
        return "        " + pattern + ") " + action + " ;;\n";
    }

    private static String quoted(String text) {
        return "'" + text + "'";
    }
}
