package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.DeviceReader;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// Holds the pages to what they speak of: snippets can be read, links lead somewhere, every option and every field of
/// the answer is named.
class DocsTextTest {
    private static final Path ADMIT = Path.of("docs/admit.md");
    private static final Pattern BLOCK = Pattern.compile("(?m)^```(yaml|json)\n((?:(?!```).*\n)*)```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");
    private static final Pattern FIELD = Pattern.compile("\"([^\"]+)\" ?:");

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("CONTRIBUTING.md"), Path.of("CHANGELOG.md"),
                Path.of("examples/README.md")));
        pages.addAll(DocsCommandsTest.pages());
        return pages;
    }

    @Test
    void snippets_ofMachineFiles_areReadAsMachinesAndDevices() throws IOException {
        MachineDescription gpuServer = MachineReader.read(
                DocumentReader.readFile(Path.of("examples/machines/gpu-server.yaml")).getFirst());
        List<DocumentNode> snippets = snippets("docs/machine-files.md");

        assertThat(snippets).hasSizeGreaterThan(4);
        for (DocumentNode snippet : snippets) {
            if (MachineReader.isMachine(snippet)) {
                assertThat(MachineReader.read(snippet).topology().cpus()).as("%s", snippet.position()).isNotEmpty();
            } else {
                assertThat(DeviceReader.read(snippet, gpuServer.topology())).as("%s", snippet.position()).isNotEmpty();
            }
        }
    }

    @Test
    void snippets_ofKubeletConfiguration_areReadStrictly() throws IOException {
        List<DocumentNode> snippets = snippets("docs/kubelet-configuration.md");

        assertThat(snippets).hasSizeGreaterThan(2);
        snippets.forEach(KubeletConfigurationReader.STRICT::decode);
    }

    private static List<DocumentNode> snippets(String page) throws IOException {
        List<DocumentNode> snippets = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(Path.of(page)));
        while (block.find()) {
            snippets.add(DocumentReader.readOne(page, block.group(2).getBytes(StandardCharsets.UTF_8)));
        }
        return snippets;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void links_ofAPage_leadToFiles(Path page) throws IOException {
        Matcher link = LINK.matcher(Files.readString(page));
        while (link.find()) {
            assertThat(page.resolveSibling(link.group(1))).as("a link of %s", page).exists();
        }
    }

    @Test
    void pages_ofDocs_areInTheIndex() throws IOException {
        for (Path page : DocsCommandsTest.pages()) {
            if (page.startsWith("docs") && !page.equals(Path.of("docs/README.md"))) {
                // A folder has an index of its own, or is part of the one above.
                Path own = page.resolveSibling("README.md");
                Path index = Files.exists(own) && !page.equals(own) ? own : Path.of("docs/README.md");
                assertThat(Files.readString(index)).contains("(" + index.resolveSibling("").relativize(page) + ")");
            }
        }
    }

    @Test
    void options_ofAdmit_areAllDocumented() throws IOException {
        String page = Files.readString(ADMIT);
        Session session = Session.ofProcess();
        Map<String, CommandLine> commands = Alidade.commandLine(session, new Problems(session)).getSubcommands();
        CommandLine admit = Optional.ofNullable(commands.get("admit")).orElseThrow();
        List<String> options = admit.getCommandSpec().options().stream().map(OptionSpec::longestName)
                .filter(name -> !Set.of("--help", "--version").contains(name)).toList();

        assertThat(options).isNotEmpty()
                .allMatch(option -> page.contains("`" + option + " ") || page.contains("`" + option + "`"));
    }

    @Test
    void fields_ofAnswers_areAllDocumented() throws IOException {
        String page = Files.readString(ADMIT);
        TreeSet<String> fields = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("examples/expected"))) {
            for (Path file : files.filter(name -> name.toString().endsWith(".json")).toList()) {
                Matcher field = FIELD.matcher(Files.readString(file));
                while (field.find()) {
                    fields.add(field.group(1));
                }
            }
        }
        // Names of resources and page sizes are keys, not fields.
        Set<String> named = fields.stream().filter(field -> field.matches("[a-z][A-Za-z]+"))
                .collect(Collectors.toSet());

        assertThat(named).contains("pods").allMatch(field -> page.contains("`" + field + "`"));
    }
}
