package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// `explain` as people and programs see it, and the published schema against what is really printed.
class ExplainCommandTest {
    @TempDir
    Path folder = Path.of("");

    private CliRun explain(String... arguments) {
        Samples samples = new Samples(folder);
        return explain(samples, arguments);
    }

    private static CliRun explain(Samples samples, String... arguments) {
        String[] all = new String[arguments.length + 5];
        String[] node = {"explain", "--node", samples.path("machine.yaml"), "--config", samples.path("kubelet.yaml")};
        System.arraycopy(node, 0, all, 0, node.length);
        for (int i = 0; i < arguments.length; i++) {
            all[node.length + i] = arguments[i].endsWith(".yaml") ? samples.path(arguments[i]) : arguments[i];
        }
        return CliRun.of(all);
    }

    private static Path docs() {
        return Path.of(System.getProperty("basedir", ".")).resolve("../docs");
    }

    private static Schema schema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(docs().resolve("schemas/explanation.schema.json")));
    }

    @Test
    void refusedPod_asText_hasReasonTableAndAnswersAndExitCode1() {
        CliRun run = explain("wide.yaml");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("✘ default/wide · Guaranteed · refused: TopologyAffinityError", "  why\n",
                "container large", "what would make it fit (each one tried)",
                "- containers[large]: cpu 8 instead of 9");
        assertThat(run.out().lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void admittedPod_asText_saysWhatElseWouldDoOnlyWhenAsked() {
        assertThat(explain("web.yaml").out()).contains("✔ default/web").doesNotContain("each one tried");
        CliRun run = explain("--what-if", "web.yaml");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("what else would do (each one tried)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-o json web.yaml", "-o json wide.yaml", "-o json --what-if web.yaml wide.yaml",
        "-o json --replicas 3 web.yaml", "-o json --kubelet-version 1.37 web.yaml wide.yaml"})
    void answer_ofExplain_isWhatTheSchemaSays(String arguments) throws IOException {
        CliRun run = explain(arguments.split(" ", -1));

        assertThat(schema().validate(run.out(), InputFormat.JSON)).isEmpty();
    }

    @Test
    void answer_ofOtherPolicies_isWhatTheSchemaSays() throws IOException {
        Samples samples = new Samples(folder);
        for (String policy : new String[] {"none", "best-effort", "restricted"}) {
            samples.write("kubelet.yaml", Samples.KUBELET.replace("single-numa-node", policy));
            CliRun run = explain(samples, "-o", "json", "--what-if", "web.yaml", "wide.yaml");
            assertThat(schema().validate(run.out(), InputFormat.JSON)).as(policy).isEmpty();
        }
        samples.write("kubelet.yaml", Samples.KUBELET.replace("static", "clever"));
        CliRun run = explain(samples, "-o", "json", "web.yaml");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(schema().validate(run.out(), InputFormat.JSON)).isEmpty();
    }

    @Test
    void schema_answerWithSomethingElse_refusesIt() throws IOException {
        String answer = explain("-o", "json", "wide.yaml").out();

        assertThat(schema().validate(answer.replace("\"verdict\": \"refused\"", "\"verdict\": \"admitted\""),
                InputFormat.JSON)).isNotEmpty();
        assertThat(schema().validate(answer.replace("\"missing\"", "\"short\""), InputFormat.JSON)).isNotEmpty();
    }

    @Test
    void badInput_isOneMessageAndExitCode2() {
        Samples samples = new Samples(folder);
        samples.write("web.yaml", "kind: Pod\nmetadata: {name: web}\n");

        CliRun run = explain(samples, "web.yaml");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("alidade: ").doesNotContain("Exception");
    }

    @Test
    void optionsAndFields_areDocumented() throws IOException {
        String page = Files.readString(docs().resolve("explain.md"));
        String admit = Files.readString(docs().resolve("admit.md"));
        Session session = Session.ofProcess();
        CommandLine command = Optional
                .ofNullable(Alidade.commandLine(session, new Problems(session)).getSubcommands().get("explain"))
                .orElseThrow();
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (!option.longestName().matches("--(help|version)")) {
                assertThat(page + admit).contains("`" + option.longestName());
            }
        }
        String schema = Files.readString(docs().resolve("schemas/explanation.schema.json"));
        Matcher field = Pattern.compile("\"([a-z][A-Za-z]+)\": \\{ *\"?(?!properties)")
                .matcher(schema.substring(schema.indexOf("\"$defs\"")));
        while (field.find()) {
            String name = field.group(1);
            if (!name
                    .matches(
                            "text|sentences|amount|numaNodeId|numaNodeIds|pod|step|container|shortage|change|properties"
                                    + "|items|if|then|else|additionalProperties")) {
                assertThat(page).contains("`" + name + "`");
            }
        }
    }

    // A second reason that no amount cures hides neither itself nor the cure of the first.
    @Test
    void explain_labelsThatDoNotMatchBesides_areToldBesideTheCures(@TempDir Path folder) throws IOException {
        Path node = Files.writeString(folder.resolve("node.yaml"), """
                numaNodes: [{memory: 16Gi}, {memory: 16Gi}]
                layout: {sockets: 2, coresPerSocket: 4, threadsPerCore: 2}
                labels: {cpumanager: "false"}
                taints: [{key: dedicated, value: ai, effect: NoExecute}]
                """);
        Path config = Files.writeString(folder.resolve("kubelet.yaml"), """
                kind: KubeletConfiguration
                apiVersion: kubelet.config.k8s.io/v1beta1
                cpuManagerPolicy: static
                reservedSystemCPUs: 0,8
                cpuManagerPolicyOptions: {full-pcpus-only: "true"}
                """);
        String pod = """
                apiVersion: v1
                kind: Pod
                metadata: {name: p}
                spec:
                  nodeSelector: {cpumanager: "true", zone: a}
                  containers: [{name: c, resources: {limits: {cpu: "5", memory: 1Gi}}}]
                """;
        String odd = explained(node, config, Files.writeString(folder.resolve("odd.yaml"), pod));
        String even = explained(node, config, Files.writeString(folder.resolve("even.yaml"), pod.replace("5", "4")));

        assertThat(odd).contains("refused: SMTAlignmentError", "besides, this node refuses it whatever it asks for:"
                + " nodeSelector wants the label cpumanager=true, and the node has cpumanager=false",
                "containers[c]: cpu 4"
                        + " instead of 5");
        assertThat(even).contains("refused: NodeAffinity",
                "- nodeSelector wants the label cpumanager=true, and the node has"
                        + " cpumanager=false",
                "- nodeSelector wants the label zone=a, and the node has no such label",
                "- the node has the taint dedicated=ai:NoExecute, which no toleration names").doesNotContain("besides");
    }

    private static String explained(Path node, Path config, Path pod) {
        CliRun run = CliRun.of("explain", "--node", node.toString(), "--config", config.toString(), pod.toString());
        return run.out().replaceAll("\\s+", " ");
    }
}
