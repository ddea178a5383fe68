package io.alidade.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The manual page of one command in roff, section 1: the same names and texts as its `--help`.
///
/// @param version what the page says at its foot, such as `alidade 1.0`
/// @param date    when it was written, `YYYY-MM-DD`
record ManPage(CommandSpec spec, String version, String date) {
    private static final String EXAMPLE = "Example";

    /// What every command looks at; on the page of `alidade`.
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "ALIDADE_DEBUG", "If not empty, internal errors come with a stack trace.",
            "ALIDADE_JAVA_HOME",
            "The JDK 25 that a checkout is built and started with. Packages bring their own runtime.",
            "ALIDADE_JAVA_OPTS", "More options for the virtual machine, separated by blanks.",
            "COLUMNS", "How wide tables and help are, before what the terminal says.",
            "NO_COLOR", "If not empty, no colours unless --color asks for them.");

    /// `alidade-topology-show`.
    String name() {
        return spec.qualifiedName("-");
    }

    String toRoff() {
        StringBuilder page = new StringBuilder();
        page.append(".TH ").append(escaped(name().toUpperCase(Locale.ROOT))).append(" 1 \"").append(date)
                .append("\" \"").append(escaped(version)).append("\" \"Alidade\"\n")
                // Words of the command line are not divided, and lines end where words end.
                .append(".nh\n.ad l\n").append(".SH NAME\n").append(escaped(name())).append(" \\- ")
                .append(escaped(summary())).append('\n');
        synopsis(page);
        page.append(".SH DESCRIPTION\n").append(text(String.join(" ", spec.usageMessage().description()))).append('\n');
        Footer footer = Footer.of(spec.usageMessage().footer());
        footer.notes().forEach(note -> page.append(".PP\n").append(text(note)).append('\n'));
        commands(page);
        arguments(page);
        options(page);
        exitCodes(page);
        if (spec.parent() == null) {
            page.append(".SH ENVIRONMENT\n");
            ENVIRONMENT.entrySet().stream().sorted(Map.Entry.comparingByKey())
                    .forEach(variable -> entry(page, bold(variable.getKey()), variable.getValue()));
        }
        examples(page, footer);
        page.append(".SH SEE ALSO\n").append(seeAlso().stream().map(other -> ".BR " + escaped(other) + " (1)")
                .collect(Collectors.joining(" ,\n"))).append('\n');
        return page.toString();
    }

    private String summary() {
        String text = String.join(" ", spec.usageMessage().description());
        int end = text.indexOf(". ");
        String first = end < 0 ? text : text.substring(0, end);
        return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    }

    private void synopsis(StringBuilder page) {
        page.append(".SH SYNOPSIS\n").append(bold(spec.qualifiedName())).append(" [\\fIOPTION\\fR]...");
        spec.positionalParameters().forEach(parameter -> page.append(' ').append(shown(parameter)));
        if (!spec.subcommands().isEmpty()) {
            page.append(" \\fICOMMAND\\fR");
        }
        page.append('\n');
    }

    private static String shown(PositionalParamSpec parameter) {
        String label = "\\fI" + escaped(parameter.paramLabel()) + "\\fR" + (parameter.arity().max() > 1 ? "..." : "");
        return parameter.arity().min() == 0 ? "[" + label + "]" : label;
    }

    private void commands(StringBuilder page) {
        if (!spec.subcommands().isEmpty()) {
            page.append(".SH COMMANDS\n");
            spec.subcommands().forEach((name, command) -> entry(page, bold(name),
                    String.join(" ", command.getCommandSpec().usageMessage().description())));
        }
    }

    private void arguments(StringBuilder page) {
        if (!spec.positionalParameters().isEmpty()) {
            page.append(".SH ARGUMENTS\n");
            spec.positionalParameters()
                    .forEach(parameter -> entry(page, shown(parameter), String.join(" ", parameter.description())));
        }
    }

    private void options(StringBuilder page) {
        page.append(".SH OPTIONS\n");
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                String names = Arrays.stream(option.names()).map(ManPage::bold).collect(Collectors.joining(", "));
                String value = option.arity().max() == 0 ? ""
                        : (option.longestName().startsWith("--") ? "=" : " ") + "\\fI" + escaped(option.paramLabel())
                                + "\\fR";
                entry(page, names + value, String.join(" ", option.description()));
            }
        }
    }

    private static void exitCodes(StringBuilder page) {
        page.append(".SH EXIT STATUS\n");
        entry(page, "0", "Done; of pods: all admitted.");
        entry(page, "1",
                "A negative answer: a pod refused, a kubelet that would not start, findings, mismatches, drift.");
        entry(page, "2", "Wrong usage, or input that cannot be used.");
        entry(page, "69", "The launcher of a checkout found no JDK 25, or could not build.");
        entry(page, "70", "An internal error, or an answer that could not be written.");
        entry(page, "141", "Whoever read the answer stopped reading.");
    }

    private static void examples(StringBuilder page, Footer footer) {
        if (!footer.examples().isEmpty()) {
            page.append(".SH EXAMPLES\n.nf\n");
            footer.examples().forEach(example -> page.append(text(example)).append('\n'));
            page.append(".fi\n");
        }
    }

    /// The command above, those below and beside it.
    private Set<String> seeAlso() {
        Set<String> others = new LinkedHashSet<>();
        CommandSpec parent = spec.parent();
        if (parent != null) {
            others.add(parent.qualifiedName("-"));
            parent.subcommands().values().forEach(beside -> others.add(beside.getCommandSpec().qualifiedName("-")));
        }
        spec.subcommands().values().forEach(below -> others.add(below.getCommandSpec().qualifiedName("-")));
        others.remove(name());
        return others;
    }

    private static void entry(StringBuilder page, String tag, String text) {
        page.append(".TP\n").append(tag).append('\n').append(text(text)).append('\n');
    }

    private static String bold(String text) {
        return "\\fB" + escaped(text) + "\\fR";
    }

    /// A line of text: roff takes one that starts with a point or an apostrophe for a request.
    private static String text(String line) {
        String escaped = escaped(line);
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq").replace("'", "\\(aq");
    }

    /// What stands below the options in the help.
    ///
    /// @param notes    sentences
    /// @param examples commands, without their indent
    private record Footer(List<String> notes, List<String> examples) {
        static Footer of(String... lines) {
            List<String> notes = new ArrayList<>();
            List<String> examples = new ArrayList<>();
            for (String line : lines) {
                if (line.startsWith("  ")) {
                    examples.add(line.strip());
                } else if (!line.isBlank() && !line.startsWith(EXAMPLE) && !line.startsWith("Exit codes:")) {
                    notes.add(line);
                }
            }
            return new Footer(notes, examples);
        }
    }
}
