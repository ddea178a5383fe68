package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.engine.Node;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.machine.MachineReader;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import io.alidade.plan.fleet.NodePool;
import io.alidade.plan.fleet.scheduler.NodeChoice;
import io.alidade.plan.fleet.scheduler.ResourceTable;
import io.alidade.plan.fleet.scheduler.SchedulerModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The scheduler's model beside kube-scheduler: 300 pods, one after the other, over 20 nodes of two pools. Their kubelets
/// align, which kube-scheduler does not know.
class SameAsTheSchedulerTest {
    private static final System.Logger LOG = System.getLogger(SameAsTheSchedulerTest.class.getName());
    private static final int PODS = 300;
    /// kube-scheduler is compiled when it starts, and this is not.
    private static final int WARM_ROUNDS = 40;
    private static final KubeletConfiguration STRICT = KubeletConfigurationReader.STRICT.decode(DocumentReader
            .readOne("kubelet", ("{apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration,"
                    + " cpuManagerPolicy: static, reservedSystemCPUs: \"0\", topologyManagerPolicy: single-numa-node}")
                    .getBytes(StandardCharsets.UTF_8)));
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final String PODS_PATH = "/api/v1/namespaces/default/pods";

    @TempDir
    Path folder;

    /// Two pools: general nodes, and tainted ones with GPUs.
    private static List<NodePool> pools() {
        return List.of(pool("general", 12, 16, "64Gi", false), pool("gpu", 8, 24, "96Gi", true));
    }

    private static NodePool pool(String name, int count, int cpus, String memory, boolean hasGpus) {
        StringBuilder devices = new StringBuilder();
        for (int gpu = 0; hasGpus && gpu < 4; gpu++) {
            devices.append("- {resource: nvidia.com/gpu, id: g").append(gpu).append(", numa: [").append(gpu / 2)
                    .append("]}\n");
        }
        String text = "layout: {sockets: 2, coresPerSocket: " + cpus + "}\nnumaNodes: [{node: 0, memory: " + memory
                + "}, {node: 1, memory: " + memory + "}]\nlabels: {pool: " + name + "}\n"
                + (hasGpus ? "devices:\n" + devices
                        + "taints: [{key: nvidia.com/gpu, value: present, effect: NoSchedule}]\n" : "");
        return new NodePool(name, count, MachineReader.read(DocumentReader.readOne("machine",
                text.getBytes(StandardCharsets.UTF_8))), STRICT, KubeletVersion.DEFAULT, List.of(), Optional.empty());
    }

    /// What pod number `number` asks for.
    private static String spec(int number) {
        String requests = switch (number % 6) {
            case 0 -> "\"cpu\": \"2\", \"memory\": \"6Gi\"";
            case 1 -> "\"cpu\": \"500m\", \"memory\": \"1Gi\"";
            case 2 -> "\"cpu\": \"4\", \"memory\": \"10Gi\"";
            case 3 -> "\"cpu\": \"6\", \"memory\": \"30Gi\", \"nvidia.com/gpu\": \"1\"";
            case 4 -> "\"cpu\": \"1\", \"memory\": \"9Gi\"";
            default -> "\"cpu\": \"3\", \"memory\": \"2Gi\"";
        };
        String toleration = number % 6 == 3 ? "\"tolerations\": [{\"key\": \"nvidia.com/gpu\", \"operator\":"
                + " \"Exists\"}]," : number % 6 == 2 ? "\"nodeSelector\": {\"pool\": \"general\"}," : "";
        // kube-scheduler takes waiting pods by priority: so both have the same order.
        return "{\"priority\": " + (PODS - number) + ", " + toleration
                + "\"containers\": [{\"name\": \"c\", \"image\": \"example.test/none\", \"resources\":"
                + " {\"limits\": {" + requests + "}}}]}";
    }

    private static String json(int number) {
        return "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"" + name(number)
                + "\"}, \"spec\": " + spec(number) + "}";
    }

    private static String name(int number) {
        return "p" + (1000 + number);
    }

    /// kube-scheduler draws among the best nodes. So its choices are made here, too, one after the other, and before each it
    /// is looked whether it is one of the best, or whether there is none.
    @Test
    void choose_ofPodsOneByOne_isWhatKubeSchedulerDrawsFrom() throws Exception {
        assumeTrue(Peers.areThere());
        Map<String, Optional<String>> real;
        double realRate;
        try (ControlPlane plane = new ControlPlane(folder)) {
            nodes(plane);
            for (int number = 0; number < PODS; number++) {
                plane.create(PODS_PATH, json(number));
            }
            long start = System.nanoTime();
            plane.startScheduler();
            real = decided(plane, start);
            realRate = PODS * (double) NANOS_PER_SECOND / (System.nanoTime() - firstSeen);
        }
        assertThat(real.values().stream().filter(Optional::isPresent).count()).isBetween(PODS / 2L, PODS - 10L);
        Model forced = new Model();
        int same = 0;
        for (PodManifest pod : pods()) {
            NodeChoice.Wanted wanted = forced.choice.wanted(pod);
            OptionalInt own = forced.choice.choose(wanted);
            Optional<String> chosen = real.getOrDefault(pod.request().name(), Optional.empty());
            assertThat(own.isPresent()).as(pod.label()).isEqualTo(chosen.isPresent());
            if (own.isPresent()) {
                int node = forced.names.indexOf(chosen.orElseThrow());
                assertThat(forced.choice.score(wanted, node)).as("%s on %s", pod.label(), chosen.get())
                        .isEqualTo(forced.choice.score(wanted, own.getAsInt()));
                same += node == own.getAsInt() ? 1 : 0;
                forced.put(pod, wanted, node);
            }
        }
        double ownRate = 0;
        for (int round = 0; round < WARM_ROUNDS; round++) {
            ownRate = Math.max(ownRate, rate());
        }
        LOG.log(System.Logger.Level.INFO,
                "kube-scheduler {0} pods/s, the model with each kubelet''s decision {1} pods/s:"
                        + " {2} times; {3} choices of {4} are of the same node, the others of one with the same score.",
                Math.round(realRate), Math.round(ownRate), Math.round(ownRate / realRate), same,
                real.values().stream().filter(Optional::isPresent).count());
    }

    private long firstSeen;

    private static void nodes(ControlPlane plane) throws Exception {
        for (NodePool pool : pools()) {
            Map<String, Quantity> offer = kubelet(pool).fit().allocatable().allocatable();
            StringBuilder amounts = new StringBuilder();
            offer.forEach((resource, amount) -> amounts.append(amounts.isEmpty() ? "" : ", ").append('"')
                    .append(resource).append("\": \"").append(amount.toText()).append('"'));
            for (int node = 0; node < pool.count(); node++) {
                String name = pool.nodeName(node);
                plane.create("/api/v1/nodes", "{\"apiVersion\": \"v1\", \"kind\": \"Node\", \"metadata\": {\"name\": \""
                        + name + "\", \"labels\": {\"pool\": \"" + pool.name() + "\"}}}");
                plane.patch("/api/v1/nodes/" + name, "{\"spec\": {\"taints\": " + (pool.name().equals("gpu")
                        ? "[{\"key\": \"nvidia.com/gpu\", \"value\": \"present\", \"effect\": \"NoSchedule\"}]"
                        : "null") + "}}");
                plane.patch("/api/v1/nodes/" + name + "/status", "{\"status\": {\"capacity\": {" + amounts
                        + "}, \"allocatable\": {" + amounts + "}, \"conditions\": [{\"type\": \"Ready\", \"status\":"
                        + " \"True\"}]}}");
            }
        }
    }

    /// Waits until the scheduler has looked at every pod; the node of each that has one.
    private Map<String, Optional<String>> decided(ControlPlane plane, long start) throws Exception {
        firstSeen = 0;
        while (true) {
            Map<String, Optional<String>> nodes = new LinkedHashMap<>();
            for (Fields pod : plane.items(PODS_PATH)) {
                Optional<String> node = pod.object("spec").flatMap(spec -> spec.string("nodeName"));
                boolean isLookedAt = pod.object("status").stream().anyMatch(status -> status.objects("conditions")
                        .stream().anyMatch(condition -> condition.string("type").orElse("").equals("PodScheduled")));
                if (node.isPresent() || isLookedAt) {
                    nodes.put(pod.object("metadata").flatMap(metadata -> metadata.string("name")).orElse(""), node);
                }
            }
            firstSeen = nodes.isEmpty() || firstSeen == 0 ? System.nanoTime() : firstSeen;
            if (nodes.size() == PODS) {
                return nodes;
            }
            assertThat(System.nanoTime() - start).as("%d pods are decided on", nodes.size())
                    .isLessThan(90 * NANOS_PER_SECOND);
            Thread.sleep(20);
        }
    }

    private static KubeletNode kubelet(NodePool pool) {
        return switch (KubeletNode.start(pool.machine(), pool.configuration(), pool.version())) {
            case KubeletStart.Started(KubeletNode node, var _) -> node;
            case KubeletStart.Refused(String error) -> throw new AssertionError(error);
        };
    }

    private static List<PodManifest> pods() {
        List<PodManifest> pods = new ArrayList<>();
        for (int number = 0; number < PODS; number++) {
            pods.add(PodManifests.readPod(DocumentReader.readOne("pod", json(number)
                    .getBytes(StandardCharsets.UTF_8))));
        }
        return pods;
    }

    /// Sends all pods to nodes and lets these decide; how many in a second.
    private static double rate() {
        Model model = new Model();
        List<PodManifest> pods = pods();
        long start = System.nanoTime();
        for (PodManifest pod : pods) {
            NodeChoice.Wanted wanted = model.choice.wanted(pod);
            model.choice.choose(wanted).ifPresent(node -> model.put(pod, wanted, node));
        }
        return PODS * (double) NANOS_PER_SECOND / (System.nanoTime() - start);
    }

    /// The nodes, and who knows their load.
    private static final class Model {
        final NodeChoice choice;
        final List<String> names = new ArrayList<>();
        private final List<Node> nodes = new ArrayList<>();

        Model() {
            List<NodePool> pools = pools();
            List<KubeletNode> empty = pools.stream().map(SameAsTheSchedulerTest::kubelet).toList();
            ResourceTable table = ResourceTable.of(empty.stream().map(node -> node.fit().allocatable().allocatable())
                    .toList());
            choice = new NodeChoice(SchedulerModel.USUAL, table, pools, empty.stream()
                    .map(node -> table.offer(node.fit().allocatable().allocatable())).toList(),
                    empty.stream().map(KubeletNode::node).toList());
            for (int pool = 0; pool < pools.size(); pool++) {
                for (int node = 0; node < pools.get(pool).count(); node++) {
                    names.add(pools.get(pool).nodeName(node));
                    nodes.add(empty.get(pool).node());
                }
            }
        }

        void put(PodManifest pod, NodeChoice.Wanted wanted, int node) {
            nodes.set(node, nodes.get(node).admit(pod.request()).node().started(pod.request().uid()));
            choice.count(wanted.demand(), node, true, nodes.get(node));
        }
    }
}
