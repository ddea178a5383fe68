package io.alidade.kube.admission;

import static io.alidade.kube.admission.Inputs.MACHINE;
import static io.alidade.kube.admission.Inputs.STATIC;
import static io.alidade.kube.admission.Inputs.configuration;
import static io.alidade.kube.admission.Inputs.limited;
import static io.alidade.kube.admission.Inputs.machine;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.Admission;
import io.alidade.engine.Node;
import io.alidade.engine.NodeStart;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.pod.PodManifest;
import io.alidade.testkit.Property;
import io.alidade.testkit.Randomness;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartProperties {
    private static final List<String> OPTIONS = List.of("", "cpuManagerPolicyOptions: {full-pcpus-only: \"true\"}\n",
            "cpuManagerPolicyOptions: {strict-cpu-reservation: \"true\"}\n");
    private static final String PAGES_ON_ONE = MACHINE.replace("hugepages: {\"1Gi\": 2}", "hugepages: {\"1Gi\": 4}");

    @TempDir
    Path folder = Path.of("");
    private int runs;

    private CheckpointFiles files() {
        return CheckpointFiles.in(folder.resolve("run" + runs++));
    }

    /// Pods that may have an init container that goes on, devices and hugepages, and ask for more than there is.
    private static List<PodManifest> pods(Randomness random) {
        List<PodManifest> pods = new ArrayList<>();
        int count = random.between(1, 6);
        for (int i = 0; i < count; i++) {
            String limits = "cpu: " + random.between(1, 9) + ", memory: " + random.pick(List.of("1Gi", "9Gi", "18Gi"))
                    + (random.chance(30) ? ", hugepages-1Gi: " + random.between(1, 3) + "Gi" : "")
                    + (random.chance(40) ? ", nvidia.com/gpu: " + random.between(1, 3) : "");
            pods.add(random.flip() ? limited("p" + i, limits) : Inputs.pod("p" + i, "initContainers: [{name: i,"
                    + " restartPolicy: Always, resources: {limits: {cpu: 1, memory: 1Gi}}}], containers: [{name: c,"
                    + " resources: {limits: {" + limits + "}}}]"));
        }
        return pods;
    }

    private static String settings(Randomness random) {
        return STATIC.replace("single-numa-node",
                random.pick(List.of("none", "best-effort", "restricted", "single-numa-node")))
                + "topologyManagerScope: " + random.pick(List.of("pod", "container")) + "\n";
    }

    private static KubeletNode filled(String machine, String settings, List<PodManifest> pods) {
        KubeletNode node = Inputs.node(machine, settings);
        for (PodManifest pod : pods) {
            node = node.admit(pod).node();
        }
        return node;
    }

    @Test
    void restart_overWhatWasSaved_endsAsAnnounced() {
        int[] refused = new int[2];
        Property.check("a saved state is accepted, or its refusal is known before", 60, random -> {
            String machine = random.flip() ? MACHINE : PAGES_ON_ONE;
            String settings = settings(random) + random.pick(OPTIONS);
            KubeletVersion version = KubeletVersion.DEFAULT;
            KubeletNode node = filled(machine, settings, pods(random));
            CheckpointFiles files = files();
            node.save(files);

            KubeletStart again = KubeletNode.start(machine(machine), configuration(settings), version, files);
            Optional<String> error = again instanceof KubeletStart.Refused(String text) ? Optional.of(text)
                    : Optional.empty();
            assertThat(node.restartError()).isEqualTo(error);
            refused[error.isPresent() ? 1 : 0]++;
        });
        assertThat(refused).doesNotContain(0);
    }

    /// The engine's own steps, as the recorded restarts are replayed.
    @Test
    void arrival_allPodsOfTheCheckpoints_isTheRestartOfTheEngine() {
        int[] seen = new int[2];
        Property.check("known pods are admitted again before anything is free", 80, random -> {
            List<PodManifest> pods = pods(random);
            String settings = settings(random);
            KubeletNode before = filled(MACHINE, settings, pods);
            CheckpointFiles files = files();
            before.save(files);
            String next = settings + random.pick(OPTIONS);
            KubeletStart start = KubeletNode.start(machine(MACHINE), configuration(next), KubeletVersion.DEFAULT,
                    files);
            if (!(start instanceof KubeletStart.Started(KubeletNode started, List<String> _))) {
                return;
            }
            Node expected = restored(started.node(), before);
            KubeletNode.Arrival arrival = started.arrival(random.shuffled(pods));
            List<PodManifest> known = arrival.pods().stream()
                    .filter(pod -> started.node().holders().contains(pod.request().uid())).toList();
            assertThat(arrival.pods().subList(0, known.size())).isEqualTo(known);
            KubeletNode node = arrival.node();
            for (PodManifest pod : known) {
                PodDecision decision = node.admit(pod);
                Admission admission = expected.admit(pod.request());
                expected = admission instanceof Admission.Admitted ? admission.node().started(pod.request().uid())
                        : admission.node();
                assertThat(decision instanceof PodDecision.Admitted).isEqualTo(admission instanceof Admission.Admitted);
                node = decision.node();
                seen[decision instanceof PodDecision.Admitted ? 0 : 1]++;
            }
            assertThat(node.node().isStarting()).isFalse();
            assertThat(node.node().checkpoints()).isEqualTo(expected.podSourcesReady().checkpoints());
        });
        assertThat(seen).doesNotContain(0);
    }

    private static Node restored(Node started, KubeletNode before) {
        NodeStart start = Node.restore(started.topology(), started.settings(), before.node().checkpoints(),
                PreferredAllocation.NONE);
        return start instanceof NodeStart.Started(Node node) ? node.devicesReported(machine(MACHINE).devices())
                : started;
    }
}
