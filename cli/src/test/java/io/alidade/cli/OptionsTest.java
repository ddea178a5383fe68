package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Looks at picocli's model of all commands.
class OptionsTest {
    /// What people see of an option, and where it is declared.
    private record Look(List<String> names, String label, String description, List<String> words, Object declared) {
        static Look of(OptionSpec option) {
            List<String> words = option.completionCandidates() == null ? List.of()
                    : StreamSupport.stream(option.completionCandidates().spliterator(), false).toList();
            Object declared = option.userObject() instanceof Member member
                    ? member.getDeclaringClass() + "." + member.getName()
                    : Optional.ofNullable(option.userObject()).<Object>map(Object::getClass).orElse("put together");
            return new Look(List.of(option.names()), option.paramLabel(), String.join("\n", option.description()),
                    words, declared);
        }

        /// The `--state` of these two is what they write themselves, that of all others what a kubelet wrote; an `agent` looks into
        /// the kubelet's folder, where others read a node from it, and has no names in files of disagreements where `report` has
        /// none on its page; `run` has one
        /// policy, where a fleet is replayed under several; `convert --to` is a format, `fleet plan --to` a policy.
        boolean isOfItsOwn(CommandSpec command) {
            return (List.of("agent", "run").contains(command.name()) && names.contains("--state"))
                    || (command.name().equals("agent") && names.contains("--kubelet-dir"))
                    || (command.name().equals("run") && names.contains("--policy"))
                    || (command.name().equals("agent") && names.contains("--anonymise"))
                    || (command.name().equals("convert") && names.contains("--to"));
        }

        /// `-o` prints what the command has: a tree of a machine, annotations of findings. That it is one option is seen by
        /// the rest.
        Look withoutForms() {
            return names.contains("-o") ? new Look(names, label, "", List.of(), declared) : this;
        }
    }

    private static List<CommandSpec> commands() {
        Session session = Session.ofProcess();
        return below(Alidade.commandLine(session, new Problems(session))).toList();
    }

    private static Stream<CommandSpec> below(CommandLine command) {
        return Stream.concat(Stream.of(command.getCommandSpec()),
                command.getSubcommands().values().stream().flatMap(OptionsTest::below));
    }

    @Test
    void options_ofOneName_areOneOption() {
        Map<String, Look> seen = new LinkedHashMap<>();
        List<String> shared = new ArrayList<>();
        for (CommandSpec command : commands()) {
            for (OptionSpec option : command.options()) {
                Look look = Look.of(option).withoutForms();
                boolean isOfPicocli = option.usageHelp() || option.versionHelp();
                if (isOfPicocli || look.isOfItsOwn(command)) {
                    continue;
                }
                for (String name : option.names()) {
                    Look before = seen.putIfAbsent(name, look);
                    if (before != null) {
                        assertThat(look).as("%s %s", command.qualifiedName(), name).isEqualTo(before);
                        shared.add(name);
                    }
                }
            }
        }
        assertThat(shared).contains("--config", "--kubelet-version", "--strict", "--devices", "--node", "--replicas",
                "-o",
                "--state", "--kubelet-dir", "--root", "--force", "-f", "-R", "--color");
    }

    /// Whatever a command does with it: an empty value is none.
    @Test
    void options_withAnEmptyValue_areRefusedByEveryCommand() {
        int asked = 0;
        for (CommandSpec command : commands()) {
            for (OptionSpec option : command.options()) {
                if (option.arity().max() == 0) {
                    continue;
                }
                for (String name : option.names()) {
                    for (List<String> given : List.of(List.of(name, ""), List.of(name + "="))) {
                        List<String> arguments = new ArrayList<>(
                                List.of(command.qualifiedName().split(" ", -1)).subList(1,
                                        command.qualifiedName().split(" ", -1).length));
                        arguments.addAll(given);
                        command.positionalParameters().stream().filter(parameter -> parameter.arity().min() > 0)
                                .forEach(_ -> arguments.add("nothing-of-this-name"));
                        CliRun run = CliRun.of(arguments.toArray(String[]::new));
                        assertThat(run.exitCode()).as("%s", arguments).isEqualTo(2);
                        assertThat(run.out()).as("%s", arguments).isEmpty();
                        assertThat(run.err()).as("%s", arguments).startsWith("alidade: ")
                                .contains(name).endsWith(EmptyValues.CURE + "\n");
                        asked++;
                    }
                }
            }
        }
        assertThat(asked).isGreaterThan(100);
    }

    @Test
    void arguments_thatAreEmpty_areRefused() {
        assertThat(CliRun.of("admit", "").err()).isEqualTo("""
                alidade: the argument after admit is empty.
                Give it a value, or leave it out. Maybe a variable of the shell is not set.
                """);
        assertThat(CliRun.of("lint", "--", "").exitCode()).isEqualTo(2);
        assertThat(CliRun.of("").exitCode()).isEqualTo(2);
        assertThat(EmptyValues.complaint("run", "--cpu", "1", "--", "command", "", "--of=")).isEmpty();
        assertThat(CliRun.of("advise", "--node", "none.yaml", "-f", "a.yaml,,b.yaml").exitCode()).isEqualTo(2);
    }
}
