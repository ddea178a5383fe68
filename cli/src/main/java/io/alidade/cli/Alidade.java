package io.alidade.cli;

import io.alidade.engine.settings.KubeletVersion;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;

/// The command `alidade` itself: the list of commands, and what all of them share.
final class Alidade {
    private static final int MIN_USAGE_COLUMNS = 55;
    /// Longer lines of prose are hard to read.
    private static final int MAX_USAGE_COLUMNS = 100;

    static {
        // Before picocli is loaded. It looks for Groovy in every jar, and for each command by reflection for types of values
        // that no option has, which together takes longer than all else that it does.
        System.setProperty("picocli.disable.closures", "true");
        System.setProperty("picocli.converters.excludes", ".*");
    }

    private Alidade() {}

    /// Runs one command and returns its exit code; throws nothing.
    static int execute(Session surroundings, String... arguments) {
        Session session = surroundings.withColour(ColourOption.in(arguments));
        Problems problems = new Problems(session);
        Optional<String> complaint = EmptyValues.complaint(arguments);
        if (complaint.isPresent()) {
            return problems.badInput(complaint.get(), EmptyValues.CURE);
        }
        try {
            CommandLine commandLine = new CommandLine(spec());
            Commands.addFor(commandLine, session, arguments);
            configure(commandLine, session, problems);
            int exitCode = arguments.length == 0 ? usage(session, commandLine) : commandLine.execute(arguments);
            return session.out().checkError() ? problems.unwritable() : exitCode;
        } catch (Throwable failure) {
            return problems.internal(failure);
        }
    }

    /// With all commands, for those who look at their options.
    static CommandLine commandLine(Session session, Problems problems) {
        CommandLine commandLine = new CommandLine(spec());
        Commands.addAll(commandLine, session);
        return configure(commandLine, session, problems);
    }

    // Written out, since reading annotations takes a good part of the time of `--help`.
    private static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("alidade").versionProvider(new Version());
        spec.usageMessage().description(
                "Answers what the kubelet's resource managers decide about a pod on a NUMA machine, and why.")
                .synopsisSubcommandLabel("COMMAND")
                .footer("", "Exit codes: 0 done or admitted, 1 a negative answer, 2 wrong usage or unreadable input,"
                        + " 70 internal error, 141 the reader of the answer is gone.",
                        "", "Example: would this pod be admitted here, and where?",
                        "  alidade admit --config kubelet.yaml pod.yaml");
        return Options.withHelp(spec.addOption(ColourOption.spec()));
    }

    private static CommandLine configure(CommandLine commandLine, Session session, Problems problems) {
        // What follows the command that one of these starts is its own.
        for (String name : List.of("run", "measure")) {
            Optional.ofNullable(commandLine.getSubcommands().get(name)).ifPresent(own -> own.setStopAtPositional(true));
        }
        // A folder may be called as a command is: agent --manifests pods.
        return commandLine.setAllowSubcommandsAsOptionParameters(true).setExpandAtFiles(false)
                .setOut(writer(session.out())).setErr(writer(session.err()))
                .setColorScheme(CommandLine.Help.defaultColorScheme(session.hasColour() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpWidth(Math.clamp(session.columns(), MIN_USAGE_COLUMNS, MAX_USAGE_COLUMNS))
                .setCaseInsensitiveEnumValuesAllowed(true).registerConverter(Path.class, Path::of)
                .setParameterExceptionHandler(problems).setExecutionExceptionHandler(problems);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    private static int usage(Session session, CommandLine commandLine) {
        commandLine.usage(session.err());
        return ExitCodes.BAD_INPUT;
    }

    /// Alidade's version, then the kubelet profiles it knows, one a line. A class folder has no version and says so.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            Optional<String> version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion());
            List<String> lines = new ArrayList<>();
            lines.add("alidade " + version.orElse("(not packaged)"));
            for (KubeletVersion profile : KubeletVersion.values()) {
                lines.add("kubelet " + profile.minor() + " (as " + profile.recordedFrom() + ")");
            }
            return lines.toArray(String[]::new);
        }
    }
}
