package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands about machines, on the snapshots, the examples and what lstopo wrote.
class TopologyCommandTest {
    private static final Path SNAPSHOTS = Path.of("linux/src/test/resources/machines");
    private static final Path XMLS = Path.of("linux/src/test/resources/hwloc");
    private static final Path EXAMPLES = Path.of("examples/machines");
    private static final Path HYBRID = SNAPSHOTS.resolve("20em64t-hybrid-1p6c2t+2ca4co1t.tar.gz");
    private static final Path HYBRID_XML = XMLS.resolve("20em64t-hybrid-1p6c2t+2ca4co1t.xml.gz");
    private static final Path SMALL_XML = XMLS.resolve("memory-only.xml");

    @TempDir
    Path folder = Path.of("");
    private Samples samples = Samples.NOWHERE;

    @BeforeEach
    void writeSamples() {
        samples = new Samples(folder);
    }

    static List<Path> machines() throws IOException {
        GoldenFiles.checkWorkingDirectory();
        try (Stream<Path> snapshots = Files.list(SNAPSHOTS);
                Stream<Path> xmls = Files.list(XMLS);
                Stream<Path> examples = Files.list(EXAMPLES)) {
            return Stream.of(snapshots, xmls, examples).flatMap(files -> files)
                    .filter(file -> file.toString().matches(".*\\.(tar\\.gz|xml|yaml)")).sorted().toList();
        }
    }

    static List<Path> snapshots() throws IOException {
        return machines().stream().filter(file -> file.startsWith(SNAPSHOTS)).toList();
    }

    private static Schema schema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("docs/schemas/node-topology.schema.json")));
    }

    private static String done(String... arguments) {
        CliRun run = CliRun.of(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isNotEmpty();
        return run.out();
    }

    private static String show(Path node, String format) {
        return done("topology", "show", "--node", node.toString(), "-o", format);
    }

    private static String withoutSource(String document) {
        return document.replaceFirst("(?m)^ *\"?source\"?: .*\n", "");
    }

    @Test
    void machines_ofTheRepository_areMany() throws IOException {
        assertThat(snapshots()).hasSize(29);
        assertThat(machines()).hasSizeGreaterThan(34);
    }

    @ParameterizedTest
    @MethodSource("machines")
    void show_document_isWhatTheSchemaSaysAndIsReadBack(Path machine) throws IOException {
        String json = show(machine, "json");
        String yaml = show(machine, "yaml");
        Path writtenJson = Path.of(samples.write("written.json", json));
        Path writtenYaml = Path.of(samples.write("written.yaml", yaml));

        assertThat(schema().validate(json, InputFormat.JSON)).isEmpty();
        assertThat(json).contains("\"source\": ").isNotEqualTo(withoutSource(json));
        assertThat(withoutSource(show(writtenJson, "json"))).isEqualTo(withoutSource(json));
        assertThat(withoutSource(show(writtenYaml, "json"))).isEqualTo(withoutSource(json));
        assertThat(withoutSource(show(writtenJson, "yaml"))).isEqualTo(withoutSource(yaml));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void show_forPeople_fitsTheScreen(Path machine) {
        for (String format : List.of("table", "tree", "blocks")) {
            assertThat(show(machine, format).lines()).allSatisfy(
                    line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(80));
        }
        assertThat(show(machine, "svg")).startsWith("<svg ").endsWith("</svg>\n");
        assertThat(show(machine, "html")).startsWith("<!DOCTYPE html>");
        assertThat(done("topology", "labels", "--node", machine.toString()).lines()).isNotEmpty()
                .allMatch(line -> line.matches("[A-Za-z0-9][-A-Za-z0-9_.]{0,62}=[A-Za-z0-9][-A-Za-z0-9_.]{0,62}"))
                .anyMatch(line -> line.startsWith("numa.node.count="));
    }

    @ParameterizedTest
    @MethodSource("snapshots")
    void capture_shown_isTheMachineButForSource(Path machine) throws IOException {
        Path captured = folder.resolve("captured.tar.gz");
        Path again = folder.resolve("again.tar.gz");
        done("topology", "capture", captured.toString(), "--root", machine.toString());
        done("topology", "capture", again.toString(), "--root", captured.toString());

        assertThat(withoutSource(show(captured, "json"))).isEqualTo(withoutSource(show(machine, "json")));
        assertThat(again).hasSameBinaryContentAs(captured);
        assertThat(Files.size(captured)).isLessThan(Files.size(machine) + 4096);
    }

    @Test
    void capture_fileThatIsThere_isReplacedOnlyWhenAsked() throws IOException {
        Path file = Files.writeString(folder.resolve("node.tar.gz"), "mine");
        CliRun refused = CliRun.of("topology", "capture", file.toString(), "--root", HYBRID.toString());

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("is there already", "--force");
        assertThat(file).hasContent("mine");
        done("topology", "capture", file.toString(), "--root", HYBRID.toString(), "--force");
        assertThat(show(file, "table")).contains("14 cores");
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing/node.tar.gz", "machine.yaml/node.tar.gz"})
    void capture_placeThatCannotBeWritten_isRefused(String name) {
        CliRun run = CliRun.of("topology", "capture", folder.resolve(name).toString(), "--root", HYBRID.toString());

        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("alidade: ").doesNotContain("Exception");
    }

    @Test
    void node_ofEachFormat_isRecognisedByContentWhateverItsName() throws IOException {
        Path archive = Files.copy(HYBRID, folder.resolve("a.yaml"));
        Path xml = Files.copy(SMALL_XML, folder.resolve("b.tar.gz"));
        Path document = Path.of(samples.write("c.xml", show(HYBRID, "json")));
        Path zones = Path.of(samples.write("d", """
                kind: NodeResourceTopology
                zones: [{name: node-0, type: Node, resources: [{name: cpu, capacity: 4}, {name: memory, capacity: 1Gi}]}]
                """));

        assertThat(show(archive, "table")).startsWith("archive " + archive).doesNotContain("hwloc");
        assertThat(show(xml, "json")).contains("\"source\": \"hwloc XML " + xml + "\"");
        assertThat(show(document, "json")).contains("\"source\": \"NodeTopology " + document + "\"");
        assertThat(show(zones, "json")).contains("\"source\": \"NodeResourceTopology " + zones + "\"",
                "cpu-ids-unknown");
        assertThat(show(Path.of(samples.path("machine.yaml")), "json")).contains("\"source\": \"machine file ");
    }

    @Test
    void node_onStandardInput_isReadLikeAFile() {
        CliRun run = CliRun.withInput(Samples.MACHINE, "topology", "show", "--node", "-", "-o", "json");

        assertThat(run.out()).contains("\"source\": \"machine file standard input\"");
        assertThat(withoutSource(run.out()))
                .isEqualTo(withoutSource(show(Path.of(samples.path("machine.yaml")), "json")));
    }

    @Test
    void admit_onArchiveAndXml_decidesAndSaysWhatTheNodeIs() throws IOException {
        Path xml = folder.resolve("hybrid.xml");
        try (InputStream packed = Files.newInputStream(HYBRID_XML)) {
            Files.write(xml, new GZIPInputStream(packed).readAllBytes());
        }
        for (Path node : List.of(HYBRID, xml)) {
            CliRun run = CliRun.of("admit", "--node", node.toString(), "--config", samples.path("kubelet.yaml"),
                    samples.path("web.yaml"));
            assertThat(run.exitCode()).as(run.err()).isIn(0, 1);
            assertThat(run.err()).contains("the node is: " + (node.equals(HYBRID) ? "archive " : "hwloc XML "));
            assertThat(run.out()).contains("web");
        }
        samples.write("machine.yaml", "name: worker-7\n" + Samples.MACHINE);
        Path same = Path.of(samples.write("same.json", show(Path.of(samples.path("machine.yaml")), "json")));
        CliRun direct = samples.admit("web.yaml");
        CliRun written = CliRun.of("admit", "--node", same.toString(), "--config", samples.path("kubelet.yaml"),
                samples.path("web.yaml"));
        assertThat(written.out()).isEqualTo(direct.out());
    }

    @Test
    void show_withCheckpoints_saysWhoHasWhat() {
        String state = folder.resolve("state").toString();
        samples.admit("--save-state", state, "web.yaml");
        String[] node = {"topology", "show", "--node", samples.path("machine.yaml"), "--config",
            samples.path("kubelet.yaml"), "--state", state, "-o"};

        assertThat(done(with(node, "table"))).contains("machine file ", "socket  cores", "default/web");
        assertThat(done(with(node, "tree"))).contains("└─ ").contains("web");
        assertThat(done(with(node, "blocks"))).contains("default/web");
        assertThat(done(with(node, "svg"))).contains("default/web", "class=\"cell p0\"");
        assertThat(done(with(node, "html"))).contains("<td>default/web</td>");
        assertThat(withoutSource(done(with(node, "json"))))
                .isEqualTo(withoutSource(show(Path.of(samples.path("machine.yaml")), "json")));
    }

    private static String[] with(String[] arguments, String last) {
        return Stream.concat(Stream.of(arguments), Stream.of(last)).toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("machines")
    void convert_toMachineFile_keepsWhatDecisionsNeed(Path machine) {
        Path file = Path
                .of(samples.write("converted.yaml", done("topology", "convert", "--node", machine.toString(), "--to",
                        "machine-file")));
        String converted = show(file, "json");
        String original = show(machine, "json");

        assertThat(converted).contains("\"source\": \"machine file ");
        for (String field : List.of("\"cpuDetails\"", "\"uncoreCaches\"")) {
            assertThat(array(converted, field)).isEqualTo(array(original, field));
        }
        assertThat(withoutSource(done("topology", "convert", "--node", machine.toString())))
                .isEqualTo(withoutSource(show(machine, "yaml")));
    }

    private static String array(String json, String field) {
        int start = json.indexOf(field);
        return json.substring(start, json.indexOf("\n  ]", start));
    }

    @Test
    void labels_withANodeName_areACommandForTheShell() {
        String node = samples.path("machine.yaml");
        assertThat(done("topology", "labels", "--node", node)).contains("numa.node.count=2\n",
                "numa.node.0.hugepages-1Gi=2\n", "numa.node.1.device.nvidia.com_gpu=1\n", "cpu.threads-per-core=2\n");
        assertThat(done("topology", "labels", "--node", node, "--node-name", "worker-7"))
                .startsWith("kubectl label node worker-7 --overwrite \\\n  cpu.core.count=8 \\\n").endsWith("\n")
                .doesNotEndWith("\\\n");
        assertThat(done("topology", "labels", "--node", node, "-o", "json")).contains("\"kind\": \"NodeLabels\"",
                "\"numa.node.count\": \"2\"");
        CliRun refused = CliRun.of("topology", "labels", "--node", node, "--node-name", "x; reboot");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            value = {"``|holds no document", "<html/>|not the <topology> of hwloc",
                "<topology version='2.0'>|not valid XML", "{kind: Pod}|of the kind Pod is no machine",
                "{a: b}|this is no machine", "[]|node.in", "{\"kind\": \"NodeTopology\"|node.in",
                "{kind: NodeTopology, apiVersion: alidade.io/v1, numaNodes: []}|numaNodes"})
    void node_thatIsNoMachine_isRefused(String text, String words) {
        assertRefused(samples.write("node.in", text), words);
    }

    @Test
    void node_thatIsBinary_isRefused() throws IOException {
        assertRefused(samples.write("node.in", new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, -1}), "node.in");
        assertRefused(samples.write("node.in", new byte[70_000]), "node.in");
        byte[] gzip = Files.readAllBytes(HYBRID);
        assertRefused(samples.write("node.in", Arrays.copyOf(gzip, gzip.length / 2)), "node.in");
        assertRefused(samples.write("node.in", Arrays.copyOf(gzip, 11)), "node.in");
        assertRefused(folder.resolve("absent").toString(), "absent does not exist");
    }

    private static void assertRefused(String node, String words) {
        for (String command : List.of("show", "convert", "labels")) {
            CliRun run = CliRun.of("topology", command, "--node", node);
            assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).startsWith("alidade: ").contains(words).doesNotContain("Exception", "\tat ");
            assertThat(run.err().lines().count()).isGreaterThanOrEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"topology", "topology draw", "topology show -o png", "topology convert --to xml",
        "topology capture", "topology convert -o table"})
    void usage_thatIsWrong_isSaid(String arguments) {
        CliRun run = CliRun.of(arguments.split(" ", -1));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("alidade: ").contains("--help");
    }
}
