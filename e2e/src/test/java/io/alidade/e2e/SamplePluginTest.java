package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The kubelet's sample device plugin, unchanged: it registers at the kubelet's fixed place, where it finds the agent.
class SamplePluginTest {
    private static final String RESOURCE = "example.com/resource";
    /// It keeps its devices in `/tmp`, which becomes its own, too.
    private static final String IN_THE_KUBELETS_PLACE = "mount --make-rprivate / && mount -t tmpfs tmpfs /var/lib"
            + " && mkdir -p /var/lib/kubelet/device-plugins && mount --bind \"$1\" /var/lib/kubelet/device-plugins"
            + " && mount -t tmpfs tmpfs /tmp && cd / && exec \"$2\"";

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void peers() {
        assumeTrue(Peers.areThere());
    }

    /// The first pod that finds a device: the new plugin tells of them a moment after its registration.
    private static String admitted(AgentProcess agent) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 20; attempt++) {
            String name = "two" + attempt;
            agent.admit(pod(name));
            if (agent.log().contains("pod-admitted pod=default/" + name + " ")) {
                return name;
            }
        }
        throw new AssertionError("no pod gets a device:\n" + agent.log());
    }

    private static Process start(AgentProcess agent) throws IOException, InterruptedException {
        return agent.startPlugin(RESOURCE, "unshare", "--mount", "sh", "-c", IN_THE_KUBELETS_PLACE, "sh",
                agent.devicePlugins().toString(), Peers.bin().resolve("sample-device-plugin").toString());
    }

    private static Scenario.Pod pod(String name) {
        return new Scenario.Pod(name, "containers: [{name: c, image: x, resources: {limits: {cpu: 1, memory: 32Mi, "
                + RESOURCE + ": 1}}}]");
    }

    @Test
    void samplePlugin_withTheAgentInTheKubeletsPlace_servesPodsBeforeAndAfterItsRestart()
            throws IOException, InterruptedException {
        Scenario scenario = new Scenario("1.36", Scenario.MACHINES.getFirst(), "restricted", "container");
        Path machine = folder.resolve("machine");
        scenario.machine().write(machine);
        Path configuration = Files.writeString(folder.resolve("config.yaml"), scenario.configuration());
        Path agentFolder = Files.createDirectories(folder.resolve("a"));
        try (AgentProcess agent = AgentProcess.start("1.36", "safe", agentFolder, machine, configuration, List.of())) {
            Process plugin = start(agent);
            agent.admit(pod("one"));
            plugin.destroy();
            plugin.waitFor();
            start(agent);
            String second = admitted(agent);
            agent.admit(pod("three"));

            assertThat(agent.log()).contains("pod-admitted pod=default/one").contains("pod-refused pod=default/three");
            String checkpoint = agent.checkpoint("device-plugins/kubelet_internal_checkpoint");
            assertThat(checkpoint).contains("\"example.com/resource\":[\"Dev-1\",\"Dev-2\"]").contains("uid-one",
                    "uid-" + second);
            assertThat(checkpoint).as("what Allocate answered").doesNotContain("\"AllocResp\":\"\"");
        }
    }
}
