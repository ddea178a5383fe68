package io.alidade.cli;

import io.alidade.engine.KubeletVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/// The process: runs the command named by the arguments and ends with its exit code. The only class that may end it.
@Command(name = "alidade", mixinStandardHelpOptions = true, versionProvider = Main.Version.class,
        description = "Answers what the kubelet's resource managers decide about a pod on a NUMA machine, and why.")
public final class Main {
    private Main() {}

    /// Runs one command; see the package for what goes in and out.
    public static void main(String[] arguments) {
        CommandLine commandLine = new CommandLine(new Main());
        System.exit(arguments.length == 0 ? usage(commandLine) : commandLine.execute(arguments));
    }

    private static int usage(CommandLine commandLine) {
        commandLine.usage(System.err);
        return CommandLine.ExitCode.USAGE;
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
