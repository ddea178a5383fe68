package io.alidade.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// The commands of `alidade`, in the order in which help lists them.
///
/// To make a command, picocli reads all its options by reflection, which takes milliseconds. So only the command that is run
/// is made; of the others their names and summaries are enough.
final class Commands {
    /// A command.
    ///
    /// @param summary what the list of commands says of it: the description in its own help
    record Entry(String name, String summary, Function<Session, Object> maker) {}

    static final List<Entry> ALL = List.of(
            new Entry("admit", AdmitCommand.SUMMARY, AdmitCommand::new),
            new Entry("explain", ExplainCommand.SUMMARY, ExplainCommand::new),
            new Entry("topology",
                    "Shows a machine as its kernel and the kubelet see it, captures it, and writes it down.",
                    TopologyCommand::with),
            new Entry("verify", VerifyCommand.SUMMARY, VerifyCommand::new),
            new Entry("run", RunCommand.SUMMARY, RunCommand::new),
            new Entry("measure", MeasureCommand.SUMMARY, MeasureCommand::new),
            new Entry("lint", LintCommand.SUMMARY, LintCommand::new),
            new Entry("advise", AdviseCommand.SUMMARY, AdviseCommand::new),
            new Entry("compare", CompareCommand.SUMMARY, CompareCommand::new),
            new Entry("capacity", CapacityCommand.SUMMARY, CapacityCommand::new),
            new Entry("fleet", FleetCommand.SUMMARY, FleetCommand::with),
            new Entry("journal", JournalCommand.SUMMARY, JournalCommand::new),
            new Entry("report", ReportCommand.SUMMARY, ReportCommand::new),
            new Entry("agent", AgentCommand.SUMMARY, AgentCommand::with),
            new Entry("ask", AskCommand.SUMMARY, AskCommand::with),
            new Entry("conformance",
                    "Replays recorded decisions of the kubelet and compares every fact: hints, verdicts,"
                            + " messages, placements, states, checkpoint texts.",
                    ConformanceCommand::new),
            new Entry("bench", "Measures single admissions on recorded situations: the first after the node's start,"
                    + " repeated, on one thread; beside the kubelet's own time where it was recorded.",
                    BenchCommand::with),
            new Entry("completion", CompletionCommand.SUMMARY, CompletionCommand::new),
            new Entry("help", HelpCommand.SUMMARY, _ -> new HelpCommand()));

    /// Commands that speak of the other ones.
    private static final Set<String> WANT_ALL = Set.of("completion", "help");

    private Commands() {}

    /// Adds what these arguments need.
    static void addFor(CommandLine alidade, Session session, String... arguments) {
        Optional<String> wanted = firstWord(arguments)
                .filter(name -> ALL.stream().anyMatch(entry -> entry.name.equals(name)));
        if (wanted.filter(WANT_ALL::contains).isPresent()) {
            addAll(alidade, session);
        } else {
            ALL.stream().filter(entry -> wanted.isEmpty() || entry.name.equals(wanted.get())).forEach(
                    entry -> alidade.addSubcommand(entry.name,
                            wanted.isPresent() ? Options.commandLine(entry.maker.apply(session)) : summary(entry)));
        }
    }

    private static Optional<String> firstWord(String... arguments) {
        int first = 0;
        while (first < arguments.length && arguments[first].startsWith("-")) {
            first += arguments[first].equals(ColourOption.NAME) ? 2 : 1;
        }
        return first < arguments.length ? Optional.of(arguments[first]) : Optional.empty();
    }

    /// Adds all commands, whole.
    static void addAll(CommandLine alidade, Session session) {
        ALL.forEach(entry -> alidade.addSubcommand(entry.name, Options.commandLine(entry.maker.apply(session))));
    }

    private static CommandSpec summary(Entry entry) {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description(entry.summary);
        return spec;
    }
}
