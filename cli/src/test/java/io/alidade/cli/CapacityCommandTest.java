package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapacityCommandTest {
    private static final String NINE = "cpu=9,memory=1Gi";

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("machine.yaml"), """
                name: two-by-24
                layout: {sockets: 2, coresPerSocket: 24, threadsPerCore: 1}
                numaNodes: [{node: 0, memory: 128Gi}, {node: 1, memory: 128Gi}]
                """);
        Files.writeString(folder.resolve("kubelet.yaml"), """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                cpuManagerPolicy: static
                reservedSystemCPUs: 0,1
                topologyManagerPolicy: single-numa-node
                """);
        Files.writeString(folder.resolve("running.yaml"), """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 3
                  template: {spec: {containers: [{name: main, resources: {limits: {cpu: 8, memory: 1Gi}}}]}}
                """);
    }

    private CliRun capacity(String... arguments) {
        return CliRun.of(Stream.concat(
                Stream.of("capacity", "--node", path("machine.yaml"), "--config", path("kubelet.yaml")),
                Stream.of(arguments).map(one -> one.endsWith(".yaml") ? path(one) : one)).toArray(String[]::new));
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private static List<?> problems(String schema, String answer) throws IOException {
        Path file = Path.of(System.getProperty("basedir", ".")).resolve("../docs/schemas/" + schema).normalize();
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Files.exists(file) ? file : Path.of("docs/schemas/" + schema)))
                .validate(answer, InputFormat.JSON);
    }

    @Test
    void table_ofNineCpus_saysFirstWhatThePolicyCosts() {
        CliRun run = capacity("--shape", NINE);
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines().toList().get(1))
                .contains("4 copies fit, 1 fewer than under none (-20 %)");
    }

    @Test
    void document_ofAMix_isWhatTheSchemaSays() throws IOException {
        CliRun run = capacity("--shape", "a:" + NINE, "--shape", "b:cpu=25,memory=1Gi", "--mix", "a=60,b=40",
                "--orders", "5", "--running", "running.yaml", "-o", "json");
        assertThat(problems("capacity-report.schema.json", run.out())).isEmpty();
        assertThat(problems("capacity-report.schema.json", run.out().replace("\"rows\"", "\"lines\""))).isNotEmpty();
        assertThat(run.out()).contains("\"copiesFromCurrent\"", "\"never\"");
        assertThat(capacity("--shape", "a:" + NINE, "--shape", "b:cpu=25,memory=1Gi", "--mix", "a=60,b=40", "--orders",
                "5", "--running", "running.yaml", "-o", "json")).isEqualTo(run);
    }

    /// Pods of a Deployment have no uids of their own, and those that run must not be taken for the copies.
    @Test
    void copies_besideRunningPodsOfTheSameName_areOthers() {
        String other = capacity("--shape", "other:cpu=8,memory=1Gi", "--running", "running.yaml", "-o", "json").out();
        String same = capacity("--shape", "web:cpu=8,memory=1Gi", "--running", "running.yaml", "-o", "json").out();
        assertThat(same.replace("\"web", "\"other")).isEqualTo(other);
        assertThat(capacity("--shape", "web:cpu=24,memory=1Gi", "--running", "running.yaml", "--defragment").out())
                .doesNotContain("fits as it is");
    }

    @Test
    void copies_ofACriticalPod_endNobody() throws IOException {
        Files.writeString(folder.resolve("critical.yaml"), """
                apiVersion: v1
                kind: Pod
                metadata: {name: critical, namespace: kube-system}
                spec:
                  priorityClassName: system-node-critical
                  containers: [{name: main, resources: {requests: {cpu: 4, memory: 1Gi}}}]
                """);
        Files.writeString(folder.resolve("shared.yaml"), """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: shared}
                spec:
                  replicas: 5
                  template: {spec: {containers: [{name: main, resources: {requests: {cpu: 1, memory: 1Gi}}}]}}
                """);
        // 46 CPUs may be given away, and 5 are.
        assertThat(capacity("critical.yaml", "--running", "shared.yaml", "-o", "json").out())
                .contains("\"copiesFromCurrent\": 10");
    }

    @Test
    void page_ofAReport_hasPlotsAndNothingFromElsewhere() {
        CliRun run = capacity("--shape", "a:" + NINE, "--shape", "<b>:cpu=1", "-o", "html");
        assertThat(run.exitCode()).isEqualTo(2);
        String page = capacity("--shape", "a:" + NINE, "--shape", "b:cpu=25,memory=1Gi", "-o", "html").out();
        assertThat(page).startsWith("<!DOCTYPE html>").contains("<svg", "costs 1 of 5 a", "b never fits")
                .doesNotContain("<script", "src=", "href=");
    }

    @Test
    void defragment_ofAFullNumaNode_namesThePodAndItsMove() throws IOException {
        CliRun run = capacity("--shape", "wanted:cpu=24,memory=1Gi", "--running", "running.yaml", "--defragment");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("wanted fits after 1 eviction", "default/web-2");
        CliRun json = capacity("--shape", "cpu=24,memory=1Gi", "--running", "running.yaml", "--defragment", "-o",
                "json");
        assertThat(problems("defragmentation-plan.schema.json", json.out())).isEmpty();
        CliRun never = capacity("--shape", "cpu=25,memory=1Gi", "--running", "running.yaml", "--defragment", "-o",
                "json");
        assertThat(never.exitCode()).isEqualTo(1);
        assertThat(problems("defragmentation-plan.schema.json", never.out())).isEmpty();
    }

    @Test
    void optimise_ofNineCpus_proposesWhatTheSchemaSays() throws IOException {
        CliRun run = capacity("--shape", NINE, "--optimise", "--or-node", "machine.yaml", "-o", "json");
        assertThat(run.exitCode()).isZero();
        assertThat(problems("capacity-proposal.schema.json", run.out())).isEmpty();
        assertThat(capacity("--shape", NINE, "--optimise").out()).contains("4 → 5 copies");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --shape cpu=0                                | cpu is 0, not above 0
            --shape cpu=-1,memory=1Gi                    | cpu is -1, not above 0
            --shape cpu=1000000                          | more than any machine has
            --shape cpu=1,nvidia.com/gpu=1               | nvidia.com/gpu, of which this machine has none
            --shape cpu=1,x.com/a=1 --optimise           | x.com/a, of which this machine has none
            --shape cpu=1,x.com/a=1 --defragment         | x.com/a, of which this machine has none
            --shape cpu=1,gpu=1                          | gpu
            --shape cpu=1 --mix a=90                     | add up to 90, not to 100
            --shape cpu=1 --mix b=100                    | there is no shape 'b'
            --shape cpu=1 --shape cpu=1                  | two shapes are called cpu=1
            --shape cpu=1 --orders 0                     | --orders is 0
            --shape cpu=1 --orders 1000000               | --orders is 1000000
            --shape cpu=1 --options full-pcpu            | 'full-pcpu', which is no policy option
            --shape cpu=1 --budget 5                     | without --defragment or --optimise
            --shape cpu=1 --optimise --budget 0          | --budget is 0
            --shape cpu=1 --optimise --defragment        | --defragment and --optimise
            --shape cpu=1 --or-node machine.yaml         | without --optimise
            --shape cpu=1 --shape cpu=2 --defragment     | is for one shape
            --shape cpu=1 --defragment -o html           | -o html
            --mix a=100                                  | no shape of a pod is named
            --shape cpu=1 --node nowhere.yaml            | nowhere.yaml
            """)
    void badInput_ofEachKind_isOneMessageWithACure(String arguments, String message) {
        CliRun run = capacity(arguments.split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("alidade: ").contains(message);
        assertThat(run.err().lines().count()).isEqualTo(2);
    }

    @Test
    void table_underPolicyNone_tellsWhatTheStrictestWouldCost() throws IOException {
        Files.writeString(folder.resolve("kubelet.yaml"),
                Files.readString(folder.resolve("kubelet.yaml")).replace("single-numa-node", "none"));
        assertThat(capacity("--shape", NINE).out()).contains("what single-numa-node, scope container would cost:",
                "4 copies fit, 1 fewer than under none");
        assertThat(capacity("--shape", NINE, "-o", "html").out()).contains("would cost 1 of 5 copies");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "best-effort", "restricted"})
    void configuration_ofAnotherPolicy_isTheOneThatIsMarked(String policy) throws IOException {
        Files.writeString(folder.resolve("kubelet.yaml"),
                Files.readString(folder.resolve("kubelet.yaml")).replace("single-numa-node", policy));
        assertThat(capacity("--shape", NINE).out().lines().filter(line -> line.contains("▶")).toList())
                .singleElement().asString().contains(policy);
    }
}
