package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.live.source.NodeNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetCommandTest {
    private static final String FLEET = """
            kind: Fleet
            pools:
            - {name: a, count: 2, machine: machine.yaml, config: kubelet.yaml, labels: {pool: a}}
            - {name: b, count: 1, machine: machine.yaml, config: kubelet.yaml, labels: {pool: b}}
            """;
    private static final String WORKLOAD = """
            kind: Workload
            shapes:
            - {name: small, requests: {cpu: 2, memory: 1Gi}, nodeSelector: {pool: a}, weight: 1, lifetime: {median: 1h}}
            - {name: wide, requests: {cpu: 9, memory: 1Gi}, nodeSelector: {pool: b}, count: 1}
            generator: {pods: 60, duration: 6h}
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("machine.yaml"), Samples.MACHINE);
        Files.writeString(folder.resolve("kubelet.yaml"), Samples.KUBELET);
        Files.writeString(folder.resolve("fleet.yaml"), FLEET);
        Files.writeString(folder.resolve("workload.yaml"), WORKLOAD);
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private String file(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
        return file(name);
    }

    @Test
    void fleet_ofFiles_saysWhatEachPolicyCosts() throws IOException {
        CliRun run = CliRun.of("fleet", file("fleet.yaml"), file("workload.yaml"), "-o", "json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        Fields report = Fields.of(DocumentReader.mapping(
                DocumentReader.readOne("report", run.out().getBytes(StandardCharsets.UTF_8))));
        assertThat(report.string("kind")).contains("FleetReport");
        assertThat(report.objects("policies")).extracting(policy -> policy.string("policy").orElse(""))
                .containsExactly("none", "best-effort", "restricted", "single-numa-node");
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("docs/schemas/fleet-report.schema.json")))
                .validate(run.out(), InputFormat.JSON)).isEmpty();
        Fields strict = report.objects("policies").getLast();
        assertThat(strict.bool("today")).contains(true);
        assertThat(strict.integer("arrived", 0, 100)).hasValue(61);
        assertThat(strict.integer("starved", 0, 100)).hasValue(1);
        DocumentNode never = strict.objects("shapes").getLast().node("neverFits").orElseThrow();
        assertThat(never.toString()).contains("TopologyAffinityError");
    }

    @Test
    void target_isComparedWithTheFleetAsItIs() throws IOException {
        String target = file("loose.yaml", Samples.KUBELET.replace("single-numa-node", "best-effort"));
        CliRun run = CliRun.of("fleet", file("fleet.yaml"), file("workload.yaml"), "--target", target, "-o", "json",
                "--no-growth");
        assertThat(run.exitCode()).as(run.err()).isZero();
        Fields report = Fields.of(DocumentReader.mapping(
                DocumentReader.readOne("report", run.out().getBytes(StandardCharsets.UTF_8))));
        assertThat(report.objects("policies")).extracting(policy -> policy.string("policy").orElse(""))
                .containsExactly("as it is", target);
        assertThat(report.objects("policies").getFirst().bool("today")).contains(true);
    }

    @Test
    void fleet_twice_printsTheSame() {
        String[] words = {"fleet", file("fleet.yaml"), file("workload.yaml"), "--seeds", "2"};
        assertThat(CliRun.of(words).out()).isEqualTo(CliRun.of(words).out()).contains("pods that ran");
    }

    @Test
    void page_standsByItself_withoutScript() throws IOException {
        CliRun run = CliRun.of("fleet", file("fleet.yaml"), file("workload.yaml"), "--html", file("cost.html"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(Files.readString(folder.resolve("cost.html")))
                .contains("<div class=\"lead\">single-numa-node costs ", "<svg")
                .doesNotContain("<script", "http://", "https://", "src=");
    }

    @Test
    void parts_merged_printWhatTheWholePrints() {
        String[] question = {"fleet", file("fleet.yaml"), file("workload.yaml"), "--seeds", "2"};
        for (int part = 1; part <= 3; part++) {
            CliRun run = CliRun.of(new CliRun.Surroundings("", Map.of("JOB_COMPLETION_INDEX",
                    Integer.toString(part - 1)), Outlets.FILES), question[0], question[1], question[2], question[3],
                    question[4], "--part", part == 2 ? "2/3" : "job/3", "--part-folder", file("parts"));
            assertThat(run.exitCode()).as(run.err()).isZero();
        }
        CliRun merged = CliRun.of("fleet", "merge", file("parts/part-3-of-3.json"), file("parts/part-1-of-3.json"),
                file("parts/part-2-of-3.json"));
        assertThat(merged.out()).as(merged.err()).isEqualTo(CliRun.of(question).out());
    }

    @Test
    void plan_namesPodsThatStopFitting() {
        CliRun run = CliRun.of("fleet", "plan", file("fleet.yaml"), file("workload.yaml"), "--to", "none");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("## Stage 2");
    }

    @Test
    void job_isAnIndexedJob_thatSplitsTheSameQuestion() {
        CliRun run = CliRun.of("fleet", "job", "--parts", "20", "--image", "example.com/alidade:1", "--claim", "data",
                "fleet.yaml", "workload.yaml", "--seeds", "20", "--policy", "none");
        Fields job = Fields.of(DocumentReader.mapping(
                DocumentReader.readOne("job", run.out().getBytes(StandardCharsets.UTF_8))));
        Fields spec = job.object("spec").orElseThrow();
        assertThat(spec.string("completionMode")).contains("Indexed");
        assertThat(spec.object("template").flatMap(pod -> pod.object("spec")).orElseThrow().objects("containers")
                .getFirst().stringList("args")).containsExactly("fleet", "fleet.yaml", "workload.yaml", "--seeds",
                        "20", "--policy", "none", "--part", "job/20", "--part-folder", "parts");
    }

    @Test
    void manifests_areAWorkload() throws IOException {
        CliRun run = CliRun.of("fleet", file("fleet.yaml"), file("web.yaml", Samples.WEB), "--no-growth");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("1 pod ");
    }

    @Test
    void folder_ofMachines_isAFleet_withPodsOfAUsualMix() throws IOException {
        Files.createDirectories(folder.resolve("nodes"));
        file("nodes/one.yaml", "name: one\n" + Samples.MACHINE);
        file("nodes/two.yaml", "name: two\n" + Samples.MACHINE);
        CliRun run = CliRun.of("fleet", file("nodes"), "--config", file("kubelet.yaml"), "--no-growth");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("2 nodes in 2 pools").contains("gpu-1")
                .contains("nodes without checkpoints start without pods: one, two");
        assertThat(run.err()).contains("no workload is named");
    }

    @Test
    void cluster_withAMachineForEachType_replaysItsPods() throws IOException {
        file("cluster.json", """
                {"apiVersion": "v1", "kind": "List", "items": [
                 {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1", "labels":
                   {"node.kubernetes.io/instance-type": "big"}}},
                 {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "default"}, "spec":
                   {"nodeName": "n1", "containers": [{"name": "c", "resources":
                   {"limits": {"cpu": "2", "memory": "1Gi"}}}]}}]}
                """);
        String fleet = "kind: Fleet\ncluster: cluster.json\n";
        CliRun run = CliRun.of("fleet", file("one.yaml", fleet
                + "instanceTypes: {big: {machine: machine.yaml, config: kubelet.yaml}}\n"), "--policy", "none");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("1 node in 1 pool · 1 pod ").contains("none runs 100.0 %");
        CliRun missing = CliRun.of("fleet", file("two.yaml", fleet), "--policy", "none");
        assertThat(missing.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(missing.err()).contains("the instance type big of node n1 has no machine");
    }

    /// Its kubelet takes it, whatever taints the node has.
    @Test
    void cluster_withStaticPodsOfItsControlPlane_runsThemThere() throws IOException {
        file("plane.json", """
                {"apiVersion": "v1", "kind": "List", "items": [
                 {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "cp", "labels":
                   {"node.kubernetes.io/instance-type": "big"}},
                  "spec": {"taints": [{"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}]}},
                 {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "etcd-cp", "namespace": "kube-system",
                   "annotations": {"kubernetes.io/config.source": "file", "kubernetes.io/config.mirror": "x"}}, "spec":
                   {"nodeName": "cp", "tolerations": [{"operator": "Exists", "effect": "NoExecute"}],
                   "containers": [{"name": "c", "resources": {"requests": {"cpu": "1", "memory": "1Gi"}}}]}}]}
                """);
        CliRun run = CliRun.of("fleet", file("plane.yaml", """
                kind: Fleet
                cluster: plane.json
                instanceTypes: {big: {machine: machine.yaml, config: kubelet.yaml}}
                """), "--policy", "none");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("none runs 100.0 %").doesNotContain("never fit");
    }

    /// A pod of a StatefulSet comes again while the one before still runs.
    @Test
    void recording_thatNamesAPodTwice_hasTwoPods() throws IOException {
        String pods = "{\"name\": \"NAME\", \"arrival\": 0, \"requests\": {\"cpu\": \"3\", \"memory\": \"1Gi\"}}\n";
        file("same.jsonl", pods.replace("NAME", "db-0").repeat(40));
        StringBuilder others = new StringBuilder();
        for (int pod = 0; pod < 40; pod++) {
            others.append(pods.replace("NAME", "db-" + pod));
        }
        file("others.jsonl", others.toString());
        String same = CliRun
                .of("fleet", file("fleet.yaml"), file("same.yaml", "{kind: Workload, recording: same.jsonl}"))
                .out();
        String other = CliRun.of("fleet", file("fleet.yaml"),
                file("others.yaml", "{kind: Workload, recording: others.jsonl}")).out();
        assertThat(same).isEqualTo(other).doesNotContain("refused at a node                   0            0");
    }

    @Test
    void input_thatCannotBeUsed_isSaidWithACure() throws IOException {
        assertBad("missing.yaml does not exist", "fleet", file("fleet2.yaml",
                "{kind: Fleet, pools: [{name: a, count: 1, machine: missing.yaml}]}"));
        assertBad("no fleet is named", "fleet");
        assertBad("--policy is 'strict', not a policy", "fleet", file("fleet.yaml"), "--policy", "strict");
        assertBad("--part is '5/3', not a part", "fleet", file("fleet.yaml"), "--part", "5/3", "--part-folder", "p");
        assertBad("--part and --part-folder go together", "fleet", file("fleet.yaml"), "--part", "1/3");
        assertBad("JOB_COMPLETION_INDEX is ''", "fleet", file("fleet.yaml"), "--part", "job/3", "--part-folder", "p");
        assertBad("--seeds is 0", "fleet", file("fleet.yaml"), file("workload.yaml"), "--seeds", "0");
        assertBad("no target is named", "fleet", "plan", file("fleet.yaml"));
        assertBad("generator.duration is \"0s\"", "fleet", file("fleet.yaml"), file("never.yaml",
                "{kind: Workload, shapes: [{name: s, requests: {cpu: 1}, weight: 1}], generator: {pods: 5, duration: 0s}}"));
        assertBad("--parts is missing", "fleet", "job", file("fleet.yaml"));
        assertBad("no parts are named", "fleet", "merge");
        assertBad("not FleetPart", "fleet", "merge", file("fleet.yaml"));
    }

    /// With the pod of the checkpoints, one NUMA node has room for six CPUs, without it two.
    @Test
    void state_ofANode_isOfAPodThatRunsAlready_andStays() throws IOException {
        assertThat(CliRun.of("admit", "--node", file("machine.yaml"), "--config", file("kubelet.yaml"),
                file("web.yaml", Samples.WEB), "--save-state", file("state")).exitCode()).isZero();
        String workload = file("six.yaml",
                "{kind: Workload, shapes: [{name: six, requests: {cpu: 6, memory: 1Gi}, count: 2}]}");
        String pool = "name: a, count: 1, machine: machine.yaml, config: kubelet.yaml";
        CliRun empty = CliRun.of("fleet", file("empty.yaml", "{kind: Fleet, pools: [{" + pool + "}]}"), workload,
                "--policy", "single-numa-node", "-o", "json");
        assertThat(empty.out()).as(empty.err()).contains("\"admitted\": 2").contains("\"warnings\": []");
        CliRun busy = CliRun.of("fleet", file("busy.yaml", "{kind: Fleet, pools: [{" + pool + ", state: state}]}"),
                workload, "--policy", "single-numa-node", "-o", "json");
        assertThat(busy.out()).as(busy.err()).contains("\"admitted\": 1")
                .contains("pods that run already on nodes with checkpoints: 1; they stay");
        CliRun other = CliRun.of("fleet", file("busy.yaml"), workload, "--policy", "single-numa-node", "--target",
                file("none.yaml", Samples.KUBELET.replace("cpuManagerPolicy: static", "cpuManagerPolicy: none")), "-o",
                "json");
        assertThat(other.out()).as(other.err()).contains("the kubelet of pool a does not start");
    }

    @Test
    void snapshots_haveTheirOwnConfigurationAndCheckpoints_whereTheyAreThere() throws IOException {
        Files.createDirectories(folder.resolve("nodes/.hidden"));
        file("nodes/captured.tar.gz", "");
        Path kubelet = folder.resolve("nodes/whole/var/lib/kubelet");
        Files.createDirectories(kubelet.resolve("device-plugins"));
        Files.writeString(kubelet.resolve("config.yaml"), Samples.KUBELET);
        List<FleetSnapshots.Entry> without = FleetSnapshots.in(folder.resolve("nodes"), Optional.empty());
        assertThat(without).extracting(FleetSnapshots.Entry::name).containsExactly("captured.tar.gz", "whole");
        assertThat(without).allSatisfy(entry -> assertThat(entry.names().state()).isEmpty());
        assertThat(without.getFirst().names().configuration()).isEmpty();
        assertThat(without.getLast().names().configuration()).hasValue(kubelet.resolve("config.yaml").toString());
        Files.writeString(kubelet.resolve("device-plugins/kubelet_internal_checkpoint"), "");
        NodeNames named = FleetSnapshots.in(folder.resolve("nodes"), Optional.of("k.yaml")).getLast().names();
        assertThat(named.state()).hasValue(kubelet);
        assertThat(named.configuration()).hasValue("k.yaml");
    }

    @Test
    void recording_fromStandardInput_isReplayedOnce() throws IOException {
        String workload = file("stream.yaml", "{kind: Workload, recording: \"-\"}");
        String pods = "{\"arrival\": 0, \"departure\": 60, \"requests\": {\"cpu\": \"2\", \"memory\": \"1Gi\"}}\n"
                .repeat(7);
        CliRun run = CliRun.withInput(pods, "fleet", file("fleet.yaml"), workload, "--policy", "none");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("7 pods");
        assertBad("the recording can be read once, and it is to be replayed 4 times", "fleet", file("fleet.yaml"),
                workload);
    }

    private static void assertBad(String message, String... words) {
        CliRun run = CliRun.of(words);
        assertThat(run.exitCode()).as(run.out()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(run.err()).contains(message);
        assertThat(run.err().lines().count()).isGreaterThanOrEqualTo(2);
    }
}
