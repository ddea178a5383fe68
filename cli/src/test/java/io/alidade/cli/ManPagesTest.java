package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.testkit.ExternalTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

class ManPagesTest {
    private static final String DATE = "2026-01-02";
    private static final Pattern REFERENCE = Pattern.compile("(?m)^\\.BR (\\S+) \\(1\\)");

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void writeThem() throws IOException {
        ManPages.main(new String[] {folder.toString(), DATE});
    }

    private List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void pages_ofAllCommands_areThere() throws IOException {
        assertThat(pages().stream().map(page -> String.valueOf(page.getFileName())))
                .contains("alidade.1", "alidade-topology.1", "alidade-topology-show.1")
                .containsAll(Commands.ALL.stream().map(entry -> "alidade-" + entry.name() + ".1").toList());
    }

    @Test
    void page_ofACommand_hasAllItsOptionsArgumentsAndCommands() throws IOException {
        Session session = Session.ofProcess();
        check(Alidade.commandLine(session, new Problems(session)));
    }

    private void check(CommandLine command) throws IOException {
        CommandSpec spec = command.getCommandSpec();
        String page = Files.readString(folder.resolve(spec.qualifiedName("-") + ".1"));
        assertThat(spec.options()).isNotEmpty();
        for (OptionSpec option : spec.options()) {
            for (String name : option.names()) {
                assertThat(page).as("%s %s", spec.qualifiedName(), name)
                        .contains("\\fB" + name.replace("-", "\\-") + "\\fR");
            }
            assertThat(page).contains(roff(String.join(" ", option.description())));
        }
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            assertThat(page).contains("\\fI" + parameter.paramLabel() + "\\fR",
                    roff(String.join(" ", parameter.description())));
        }
        assertThat(page).contains(roff(String.join(" ", spec.usageMessage().description())), ".SH EXIT STATUS", DATE);
        assertThat(page).as("picocli's own markup").doesNotContain("@|", "%n", "${");
        for (CommandLine below : command.getSubcommands().values()) {
            assertThat(page).contains("\\fB" + below.getCommandName() + "\\fR\n");
            check(below);
        }
    }

    private static String roff(String text) {
        return text.replace("-", "\\-").replace("\"", "\\(dq").replace("'", "\\(aq");
    }

    @Test
    void references_leadToPages() throws IOException {
        for (Path page : pages()) {
            Matcher reference = REFERENCE.matcher(Files.readString(page));
            assertThat(reference.find()).isTrue();
            do {
                assertThat(folder.resolve(reference.group(1).replace("\\-", "-") + ".1")).exists();
            } while (reference.find());
        }
    }

    @Test
    void pages_shownByMan_giveNoWarningAndReadAsTheHelp() throws IOException, InterruptedException {
        assumeTrue(ExternalTool.areThere("man", "groff"));
        for (Path page : pages()) {
            String shown = shown("man", "--warnings", "-E", "UTF-8", "-l", page.toString());
            assertThat(shown).contains("SYNOPSIS", "EXAMPLES", "--color=WHEN", "SEE ALSO").doesNotContain("\\f");
        }
    }

    @Test
    void pages_toTheStricterReader_areSound() throws IOException, InterruptedException {
        assumeTrue(ExternalTool.areThere("mandoc"));
        for (Path page : pages()) {
            assertThat(shown("mandoc", "-T", "lint", "-W", "warning", page.toString())).isEmpty();
        }
    }

    /// What a program prints; it has to end well and say nothing on standard error.
    private String shown(String... command) throws IOException, InterruptedException {
        Path errors = folder.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put("MANWIDTH", "80");
        builder.environment().put("MAN_KEEP_FORMATTING", "");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(errors).isEmptyFile();
        Files.delete(errors);
        return output;
    }
}
