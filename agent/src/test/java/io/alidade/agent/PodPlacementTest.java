package io.alidade.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.agent.http.SocketClient;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.settings.AgentConfiguration;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.kube.document.BadInput;
import io.alidade.live.source.FoundNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pods with rules of their own on a node of two NUMA nodes with four cores of two threads each, whose policy is
/// single-numa-node; CPUs 0 and 8 are reserved.
class PodPlacementTest {
    private static final String WIDE = "cpu: 9, memory: 1Gi";
    private static final String HEAD = "apiVersion: alidade.io/v1\nkind: AgentConfiguration\n";

    @TempDir
    Path folder = Path.of("");

    private AgentSettings settings(String configuration) {
        return AgentConfiguration
                .read(Samples.document(HEAD + "state: " + folder.resolve("state") + "\nenforce: false\n"
                        + configuration))
                .settings(Map.of(), false);
    }

    private static AgentPod pod(String name, String limits, String annotations) {
        return AgentPod.read(Samples.document(Samples.manifest(name, limits).replace("{name: " + name + "}",
                "{name: " + name + ", annotations: {" + annotations + "}}")), new PodOrigin.Api());
    }

    private static String cpus(Agent agent, PodRecord pod) {
        return agent.snapshot().placements(pod).getFirst().cpus().toListString();
    }

    private static String why(AgentSettings settings, String pod) {
        return new String(SocketClient.call(settings.api(), "GET", "/v1/pods/default/" + pod + "/why?columns=200",
                "text/plain", new byte[0]).body(), StandardCharsets.UTF_8);
    }

    @Test
    void annotation_holdsBeforeNodeGroupAndDefault_andIsExplained() {
        AgentSettings settings = settings("""
                group: gpu
                hostnameOverride: gpu-7
                policies:
                  default: {topologyPolicy: restricted}
                  group: {gpu: {topologyPolicy: none, cpuPlacement: spread}}
                  node: {gpu-7: {topologyPolicy: best-effort}}
                """);
        try (Agent agent = Samples.agent(settings, Samples.node())) {
            assertThat(agent.pods().submit(pod("wide", WIDE, "")).join().isAdmitted()).isTrue();
            PodRecord refused = agent.pods()
                    .submit(pod("one", WIDE, "alidade.io/topology-policy: single-numa-node")).join();
            assertThat(refused.reason()).isEqualTo("TopologyAffinityError");

            assertThat(why(settings, "wide")).contains("Its own: topology policy best-effort (policies.node.gpu-7).",
                    "Its own: CPUs spread (policies.group.gpu).");
            assertThat(why(settings, "one"))
                    .contains("Its own: topology policy single-numa-node (annotation alidade.io/topology-policy).");
        }
    }

    @Test
    void rules_afterARestart_holdAsBefore() {
        PodRecord spread;
        PodRecord shared;
        try (Agent agent = Samples.agent(settings(""), Samples.node())) {
            spread = agent.pods().submit(pod("spread", "cpu: 2, memory: 1Gi", "alidade.io/cpu-placement: spread"))
                    .join();
            shared = agent.pods().submit(pod("shared", "cpu: 2, memory: 1Gi", "alidade.io/shared: \"true\"")).join();
            assertThat(cpus(agent, spread)).isEqualTo("1-2");
        }
        try (Agent agent = Samples.agent(settings("profile: exact"), Samples.node())) {
            assertThat(cpus(agent, spread)).isEqualTo("1-2");
            assertThat(agent.snapshot().placements(shared).getFirst().exclusiveCpus()).isEmpty();
            assertThat(agent.snapshot().records()).allMatch(PodRecord::isAdmitted);
        }
    }

    @Test
    void value_thatIsNone_refusesThePodAndNamesTheChoice() {
        try (Agent agent = Samples.agent(settings(""), Samples.node())) {
            PodRecord refused = agent.pods()
                    .submit(pod("web", "cpu: 2, memory: 1Gi", "alidade.io/cpu-placement: tight"))
                    .join();

            assertThat(refused.reason()).isEqualTo("InvalidPlacement");
            assertThat(refused.message())
                    .isEqualTo("metadata.annotations[alidade.io/cpu-placement] is 'tight', which is not"
                            + " one: write packed, spread or same-l3.");
            assertThat(agent.snapshot().node().node().allocations().cpus().pods()).isEmpty();
        }
    }

    @Test
    void policies_thatTheKubeletsConfigurationRulesOut_endTheStart() {
        AgentSettings settings = settings("policies: {default: {cpuPlacement: spread}}");
        FoundNode node = Samples.node("cpuManagerPolicyOptions: {full-pcpus-only: \"true\"}\n");

        assertThatThrownBy(() -> Samples.agent(settings, node)).isInstanceOf(BadInput.class)
                .hasMessage("policies.default: CPUs are to be spread over cores, and this node gives whole cores only"
                        + " (full-pcpus-only).");
    }

    @Test
    void group_ofWhichNothingIsSaid_isRefused() {
        assertThatThrownBy(() -> settings("group: gpus\npolicies: {group: {gpu: {}}}")).isInstanceOf(BadInput.class)
                .hasMessage("this node belongs to the group 'gpus', of which policies says nothing; it has gpu.");
    }
}
