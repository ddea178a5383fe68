package io.alidade.kube.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.config.StartSettings;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.fit.FitOutcome.Rejection;
import io.alidade.kube.fit.FitOutcome.Unchecked;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineReader;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeFitTest {
    private static final String BARE = """
            numaNodes: [{memory: 4Gi, hugepages: {2Mi: 512}, cpus: "0-1"}, {memory: 4Gi, cpus: "2-3"}]
            """;
    private static final String LABELLED = BARE + """
            labels: {zone: a, gpus: "8", disk: ""}
            taints: [{key: drained, value: "yes", effect: NoExecute}, {key: full, effect: NoSchedule}]
            devices: [{resource: nvidia.com/gpu, id: "0"}, {resource: nvidia.com/gpu, id: "1", healthy: false}]
            """;
    private static final String TOLERANT = "tolerations: [{key: drained, operator: Exists}]";

    private static NodeFit node(String machineText, String configuration) {
        MachineDescription machine = MachineReader
                .read(DocumentReader.readOne("m", machineText.getBytes(StandardCharsets.UTF_8)));
        KubeletConfiguration kubelet = KubeletConfigurationReader.LENIENT
                .decode(DocumentReader.readOne("k", configuration.getBytes(StandardCharsets.UTF_8)));
        StartSettings.Usable start = (StartSettings.Usable) kubelet.start(KubeletVersion.V1_36, machine.topology(),
                machine.capacity());
        return NodeFit.of(machine, start.allocatable().withDevices(machine.devices()), FeatureGates.DEFAULTS);
    }

    private static NodeFit bare() {
        return node(BARE, "{evictionHard: {}}");
    }

    private static NodeFit labelled() {
        return node(LABELLED, "{evictionHard: {}}");
    }

    private static PodManifest pod(String limits, String spec) {
        return read("""
                apiVersion: v1
                kind: Pod
                metadata: {name: p, namespace: default}
                spec:
                  containers: [{name: c, image: i, resources: {limits: {@limits}}}]
                  @spec
                """.replace("@limits", limits).replace("@spec", spec));
    }

    private static PodManifest read(String manifest) {
        return PodManifests.readPod(DocumentReader.readOne("p", manifest.getBytes(StandardCharsets.UTF_8)));
    }

    private static FitOutcome check(NodeFit node, PodManifest pod, PodManifest... others) {
        return node.check(pod, () -> List.of(others), NodeUsage.of(List.of(others), FeatureGates.DEFAULTS), Map.of());
    }

    private static String reason(FitOutcome outcome) {
        return outcome.rejection().map(Rejection::reason).orElse("");
    }

    @Test
    void cpu_exampleOfTheSpecification_isReproduced() {
        assertThat(check(bare(), pod("cpu: 2", ""), pod("cpu: 3500m", "")).rejection())
                .contains(new Rejection("OutOfcpu",
                        "Node didn't have enough resource: cpu, requested: 2000, used: 3500, capacity: 4000"));
        assertThat(check(bare(), pod("cpu: 500m", ""), pod("cpu: 3500m", "")).rejection()).isEmpty();
    }

    @Test
    void memory_ofHugepages_isNotThere() {
        assertThat(check(bare(), pod("memory: 8Gi", "")).rejection()).contains(new Rejection("OutOfmemory",
                "Node didn't have enough resource: memory, requested: 8589934592, used: 0, capacity: 7516192768"));
    }

    @Test
    void hugepages_ofASizeThatTheNodeLacks_areOut() {
        assertThat(reason(check(bare(), pod("cpu: 1, memory: 1Gi, hugepages-1Gi: 1Gi", ""))))
                .isEqualTo("OutOfhugepages-1Gi");
        assertThat(reason(check(bare(), pod("cpu: 1, memory: 1Gi, hugepages-2Mi: 1Gi", "")))).isEmpty();
    }

    @Test
    void devices_unknownToTheNode_areLeftOut_knownOnesAreCounted() {
        assertThat(check(bare(), pod("nvidia.com/gpu: 1", "")).rejection()).isEmpty();
        assertThat(check(labelled(), pod("nvidia.com/gpu: 2", TOLERANT)).rejection()).contains(new Rejection(
                "OutOfnvidia.com/gpu",
                "Node didn't have enough resource: nvidia.com/gpu, requested: 2, used: 0, capacity: 1"));
    }

    @Test
    void devices_allocatedAlready_raiseWhatTheNodeOffers() {
        assertThat(labelled()
                .check(pod("nvidia.com/gpu: 2", TOLERANT), List::of, NodeUsage.NONE, Map.of("nvidia.com/gpu", 2L))
                .rejection()).isEmpty();
    }

    @Test
    void pods_tooMany_areOutBeforeAnythingElse() {
        assertThat(check(node(BARE, "{maxPods: 1}"), pod("cpu: 99", ""), pod("cpu: 1", "")).rejection())
                .contains(new Rejection("OutOfpods",
                        "Node didn't have enough resource: pods, requested: 1, used: 1, capacity: 1"));
    }

    /// The node has less than its NUMA nodes together, as the kernel counts them.
    @Test
    void memory_ofTheMachine_isWhatPodsHaveToFit() {
        assertThat(reason(check(node(BARE, "{}"), pod("memory: 6500Mi", "")))).isEmpty();
        assertThat(reason(check(node(BARE + "memory: 6Gi\n", "{}"), pod("memory: 6500Mi", ""))))
                .contains("OutOfmemory");
    }

    @Test
    void ephemeralStorage_unknown_isUnchecked_knownIsJudged() {
        FitOutcome outcome = check(bare(), pod("ephemeral-storage: 9Gi", ""));
        assertThat(outcome.rejection()).isEmpty();
        assertThat(outcome.unchecked()).extracting(Unchecked::predicate).contains("ephemeral-storage");
        assertThat(reason(check(node(BARE + "ephemeralStorage: 8Gi\n", "{}"), pod("ephemeral-storage: 9Gi", ""))))
                .isEqualTo("OutOfephemeral-storage");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nodeSelector: {zone: a}                                    | true
            nodeSelector: {zone: a, numa.node.count: "2"}              | true
            nodeSelector: {zone: b}                                    | false
            nodeSelector: {missing: ""}                                | false
            {key: zone, operator: In, values: [a, b]}                  | true
            {key: zone, operator: NotIn, values: [a]}                  | false
            {key: missing, operator: NotIn, values: [a]}               | true
            {key: disk, operator: Exists}                              | true
            {key: disk, operator: DoesNotExist}                        | false
            {key: gpus, operator: Gt, values: ["7"]}                   | true
            {key: gpus, operator: Gt, values: ["8"]}                   | false
            {key: gpus, operator: Lt, values: ["9"]}                   | true
            {key: zone, operator: Lt, values: ["9"]}                   | false
            """)
    void nodeAffinity_againstLabels_isJudged(String rule, boolean fits) {
        String affinity = "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
                + " {nodeSelectorTerms: [{}, {matchExpressions: [" + rule + "]}]}}}";
        String spec = rule.startsWith("nodeSelector") ? rule : affinity;
        assertThat(check(labelled(), pod("cpu: 1", spec + "\n  " + TOLERANT)).rejection()).isEqualTo(fits
                ? Optional.empty()
                : Optional.of(new Rejection("NodeAffinity",
                        "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector")));
    }

    @Test
    void nodeAffinity_emptyTerm_matchesNothing() {
        assertThat(reason(check(labelled(), pod("cpu: 1", "affinity: {nodeAffinity:"
                + " {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{}]}}}"))))
                .isEqualTo("NodeAffinity");
    }

    @Test
    void nodeSelector_withoutLabels_isUnchecked() {
        FitOutcome outcome = check(bare(), pod("cpu: 1", "nodeSelector: {zone: a}"));
        assertThat(outcome.rejection()).isEmpty();
        assertThat(outcome.unchecked()).extracting(Unchecked::predicate).containsExactly("NodeAffinity",
                "TaintToleration");
    }

    @Test
    void taints_noExecute_needAToleration_othersDoNot() {
        assertThat(check(labelled(), pod("cpu: 1", "")).rejection()).contains(new Rejection("TaintToleration",
                "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate"));
        assertThat(check(labelled(), pod("cpu: 1", TOLERANT)))
                .isEqualTo(new FitOutcome(Optional.empty(), List.of(), List.of()));
        assertThat(reason(check(labelled(), pod("cpu: 1", "tolerations: [{key: drained, value: \"no\"}]"))))
                .isEqualTo("TaintToleration");
        assertThat(reason(check(labelled(), pod("cpu: 1", "tolerations: [{operator: Exists, effect: NoExecute}]"))))
                .isEmpty();
    }

    @Test
    void nodeName_differing_isRefusedWhereItIsKnown() {
        PodManifest elsewhere = pod("cpu: 1", "nodeName: n1");
        assertThat(check(bare(), elsewhere).unchecked()).extracting(Unchecked::predicate).contains("NodeName");
        assertThat(reason(check(bare().named("n1"), elsewhere))).isEmpty();
        assertThat(check(bare().named("n2"), elsewhere).rejection()).contains(new Rejection("NodeName",
                "Predicate NodeName failed: node(s) didn't match the requested node name"));
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, 80, TCP, true", "10.0.0.1, 80, TCP, true", "10.0.0.2, 80, TCP, false",
        "10.0.0.1, 81, TCP, false",
        "10.0.0.1, 80, UDP, false"})
    void hostPorts_taken_areRefused(String ip, int port, String protocol, boolean conflict) {
        PodManifest wants = withPort(ip, port, protocol);
        assertThat(reason(check(bare(), wants, withPort("10.0.0.1", 80, "TCP"))))
                .isEqualTo(conflict ? "NodePorts" : "");
    }

    private static PodManifest withPort(String ip, int port, String protocol) {
        return read("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","ports":[
                {"containerPort":1,"hostPort":@port,"hostIP":"@ip","protocol":"@protocol"}]}]}}"""
                .replace("@port", Integer.toString(port)).replace("@ip", ip).replace("@protocol", protocol));
    }

    @Test
    void operatingSystem_other_isRefusedFirst() {
        assertThat(check(bare(), pod("cpu: 99", "os: {name: windows}")).rejection()).contains(
                new Rejection("PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS"));
    }

    @Test
    void resources_failing_areReportedBeforePlacementUnlessThePodIsCritical() {
        assertThat(reason(check(labelled(), pod("cpu: 99", TOLERANT + "\n  nodeSelector: {zone: b}"))))
                .isEqualTo("OutOfcpu");
        assertThat(reason(check(labelled(),
                pod("cpu: 99", TOLERANT + "\n  priority: 2000000000\n  nodeSelector: {zone: b}"))))
                .isEqualTo("NodeAffinity");
    }

    @Test
    void usage_grownPodByPod_isThatOfAll() {
        PodManifest one = pod("cpu: 1500m, memory: 1Gi", "");
        assertThat(NodeUsage.NONE.and(one, FeatureGates.DEFAULTS).and(one, FeatureGates.DEFAULTS))
                .isEqualTo(NodeUsage.of(List.of(one, one), FeatureGates.DEFAULTS))
                .satisfies(usage -> assertThat(usage.requested()).containsEntry("cpu", 3000L));
    }
}
