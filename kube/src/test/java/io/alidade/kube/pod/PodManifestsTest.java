package io.alidade.kube.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Position;
import io.alidade.kube.pod.NodeAffinity.Operator;
import io.alidade.kube.pod.PodManifest.Defaulted;
import io.alidade.kube.pod.PodManifest.HostPort;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodManifestsTest {
    private static final String CONTAINERS = "{containers: [{name: c0, resources: {requests: {cpu: 1}}}]}";

    private static PodManifests read(String text) {
        return PodManifests.read("in.yaml", text.getBytes(StandardCharsets.UTF_8), OptionalInt.empty());
    }

    private static PodManifests read(String text, int replicas) {
        return PodManifests.read("in.yaml", text.getBytes(StandardCharsets.UTF_8), OptionalInt.of(replicas));
    }

    private static PodManifest pod(String spec) {
        return read("{kind: Pod, apiVersion: v1, metadata: {name: web}, spec: " + spec + "}").pods().getFirst();
    }

    private static BadInput refused(String text) {
        BadInput refusal = catchThrowableOfType(BadInput.class, () -> read(text));
        assertThat(refusal).as(text).isNotNull();
        assertThat(refusal.cure()).endsWith(".");
        return refusal;
    }

    private static Map<String, Quantity> amounts(String... pairs) {
        Map<String, Quantity> amounts = new java.util.TreeMap<>();
        for (int index = 0; index < pairs.length; index += 2) {
            amounts.put(pairs[index], Quantity.parse(pairs[index + 1]));
        }
        return amounts;
    }

    private static List<String> names(PodManifests manifests) {
        return manifests.pods().stream().map(pod -> pod.request().namespace() + "/" + pod.request().name()).toList();
    }

    private static List<String> uids(PodManifests manifests) {
        return manifests.pods().stream().map(pod -> pod.request().uid()).toList();
    }

    @Test
    void pod_fractionOfGibibytes_arrivesAsTheApiServerWritesIt() {
        String spec = "spec: {containers: [{name: c, resources: {limits: {cpu: 1, memory: 1.5Gi}}}]}}";
        Quantity viaApiServer = memory("{kind: Pod, apiVersion: v1, metadata: {name: web}, " + spec);
        Quantity inStaticPod = memory("{kind: Pod, apiVersion: v1, metadata: {name: web, annotations: {"
                + "kubernetes.io/config.source: file}}, " + spec);

        assertThat(viaApiServer.asLong()).hasValue(1_610_612_736L);
        assertThat(inStaticPod.asLong()).isEmpty();
        assertThat(inStaticPod).isEqualByComparingTo(viaApiServer);
    }

    private static Quantity memory(String text) {
        return read(text).pods().getFirst().request().containers().getFirst().resources().requests()
                .getOrDefault("memory", Quantity.ZERO);
    }

    @Test
    void pod_everyFieldThatCounts_isRead() {
        PodManifest pod = read("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web
                  namespace: prod
                  uid: 8f1c
                  labels: {app: web}
                  annotations: {kubernetes.io/config.source: file}
                spec:
                  nodeName: n1
                  nodeSelector: {disk: ssd}
                  os: {name: linux}
                  priority: 7
                  priorityClassName: high
                  overhead: {cpu: 250m}
                  tolerations:
                  - {key: gpu, operator: Exists, effect: NoSchedule}
                  - {key: a, value: b}
                  affinity:
                    nodeAffinity:
                      requiredDuringSchedulingIgnoredDuringExecution:
                        nodeSelectorTerms:
                        - matchExpressions:
                          - {key: zone, operator: In, values: [a, b]}
                          - {key: cores, operator: Gt, values: ["4"]}
                          matchFields:
                          - {key: metadata.name, operator: NotIn, values: [n2]}
                  initContainers:
                  - name: setup
                    resources: {requests: {cpu: 1}}
                  - name: proxy
                    restartPolicy: Always
                    ports: [{containerPort: 15000, hostPort: 15000, hostIP: 10.0.0.1, protocol: UDP}]
                  containers:
                  - name: c0
                    image: x
                    ports: [{containerPort: 80, hostPort: 8080}, {containerPort: 81}]
                    resources:
                      limits: {cpu: 2, memory: 1Gi, nvidia.com/gpu: "1"}
                      requests: {memory: 512Mi}
                  ephemeralContainers: [{name: debug}]
                status: {qosClass: Burstable, phase: Running}
                """).pods().getFirst();

        assertThat(pod.request().uid()).isEqualTo("8f1c");
        assertThat(pod.request().namespace()).isEqualTo("prod");
        assertThat(pod.request().name()).isEqualTo("web");
        assertThat(pod.request().qosClass()).contains(QosClass.BURSTABLE);
        assertThat(pod.request().podResources()).isEmpty();
        assertThat(pod.request().containers()).containsExactly(
                new ContainerRequest("setup", ContainerKind.INIT, new ResourceAmounts(amounts("cpu", "1"), Map.of())),
                new ContainerRequest("proxy", ContainerKind.SIDECAR, ResourceAmounts.NONE),
                new ContainerRequest("c0", ContainerKind.APP,
                        new ResourceAmounts(amounts("cpu", "2", "memory", "512Mi", "nvidia.com/gpu", "1"),
                                amounts("cpu", "2", "memory", "1Gi", "nvidia.com/gpu", "1"))));
        assertThat(pod.defaulted()).containsExactly(
                new Defaulted(Optional.of("c0"), "requests", "cpu", Quantity.of(2), "its limit"),
                new Defaulted(Optional.of("c0"), "requests", "nvidia.com/gpu", Quantity.of(1), "its limit"));
        assertThat(pod.labels()).isEqualTo(Map.of("app", "web"));
        assertThat(pod.nodeSelector()).isEqualTo(Map.of("disk", "ssd"));
        assertThat(pod.nodeName()).contains("n1");
        assertThat(pod.osName()).contains("linux");
        assertThat(pod.priority()).contains(7);
        assertThat(pod.priorityClassName()).contains("high");
        assertThat(pod.phase()).contains("Running");
        assertThat(pod.isStatic()).isTrue();
        assertThat(pod.overhead()).isEqualTo(amounts("cpu", "250m"));
        assertThat(pod.tolerations()).containsExactly(new Toleration("gpu", "Exists", "", "NoSchedule"),
                new Toleration("a", "Equal", "b", ""));
        assertThat(pod.hostPorts()).containsExactly(new HostPort("10.0.0.1", 15000, "UDP"),
                new HostPort("0.0.0.0", 8080, "TCP"));
        assertThat(pod.requiredNodeAffinity().orElseThrow().terms().getFirst().expressions())
                .extracting(NodeAffinity.Expression::operator).containsExactly(Operator.IN, Operator.GREATER);
        assertThat(pod.position()).isEqualTo(new Position("in.yaml", 1, 1));
    }

    @Test
    void pod_withLittle_hasDefaults() {
        PodManifest pod = pod("{containers: [{name: c0}], resources: {}, hostNetwork: true}");

        assertThat(pod.request().uid()).isEqualTo("default/web");
        assertThat(pod.request().podResources()).contains(ResourceAmounts.NONE);
        assertThat(pod.request().qosClass()).isEmpty();
        assertThat(pod.isStatic()).isFalse();
        assertThat(pod("{hostNetwork: true, containers: [{name: a, ports: [{containerPort: 80}]}]}").hostPorts())
                .containsExactly(new HostPort("0.0.0.0", 80, "TCP"));
        String json = "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\"}]}}";
        assertThat(PodManifests.readPod(DocumentReader.readOne("x", json.getBytes(StandardCharsets.UTF_8))).request()
                .uid())
                .isEqualTo("default/p");
    }

    @ParameterizedTest
    @CsvSource({"Deployment, apps/v1, 'replicas: 3, ', 3", "StatefulSet, apps/v1, 'replicas: 2, ', 2",
        "ReplicaSet, apps/v1, '', 1", "DaemonSet, apps/v1, '', 1",
        "Job, batch/v1, 'parallelism: 4, completions: 9, ', 4",
        "Job, batch/v1, '', 1", "Deployment, apps/v1, 'replicas: 0, ', 0",
        "ReplicationController, v1, 'replicas: 2, ', 2"})
    void workload_ofEveryKind_givesNumberedPods(String kind, String apiVersion, String replicas, int count) {
        String text = "{kind: " + kind + ", apiVersion: " + apiVersion
                + ", metadata: {name: web, namespace: ns, uid: ignored}, "
                + "spec: {" + replicas + "template: {metadata: {labels: {a: b}}, spec: " + CONTAINERS + "}}}";
        List<String> expected = List.of("ns/web-0", "ns/web-1", "ns/web-2", "ns/web-3").subList(0, count);

        assertThat(names(read(text))).isEqualTo(expected);
        assertThat(uids(read(text))).isEqualTo(expected);
        assertThat(names(read(text, 2))).containsExactly("ns/web-0", "ns/web-1");
        assertThat(read(text, 1).pods().getFirst().labels()).isEqualTo(Map.of("a", "b"));
    }

    @Test
    void cronJob_template_isRead() {
        assertThat(uids(read("{kind: CronJob, apiVersion: batch/v1, metadata: {name: tick}, spec: {jobTemplate: {spec: "
                + "{parallelism: 5, template: {spec: " + CONTAINERS + "}}}}}"))).containsExactly("default/tick-0");
    }

    @Test
    void file_ofManyObjects_givesAllPodsAndNamesTheSkipped() {
        PodManifests manifests = read("""
                kind: Service
                apiVersion: v1
                metadata: {name: web}
                ---
                kind: Job
                apiVersion: batch.volcano.sh/v1alpha1
                metadata: {name: other}
                ---
                kind: List
                apiVersion: v1
                items:
                - {kind: Pod, metadata: {name: a}, spec: {containers: [{name: c}]}}
                - {kind: ConfigMap, metadata: {name: b}}
                ---
                kind: PodList
                items:
                - {metadata: {generateName: gen-}, spec: {containers: [{name: c}]}}
                - {metadata: {generateName: gen-}, spec: {containers: [{name: c}]}}
                """);

        assertThat(names(manifests)).containsExactly("default/a", "default/gen-0", "default/gen-1");
        assertThat(manifests.skipped()).extracting(PodManifests.Skipped::kind)
                .containsExactly("Service", "Job (batch.volcano.sh/v1alpha1)", "ConfigMap");
        assertThat(manifests.skipped().getLast().position()).hasToString("in.yaml:13:3");
        assertThat(read("{kind: PodList, items: []}").pods()).isEmpty();
    }

    @Test
    void sameUidTwice_isRefusedInOneFileAndAcrossFiles() {
        String pod = "{kind: Pod, metadata: {name: a, uid: u}, spec: " + CONTAINERS + "}\n";
        assertThat(refused(pod + "---\n" + pod)).hasMessage(
                "in.yaml:3:1: the pod default/a has the uid u, which the pod at in.yaml:1:1 has too.");
        PodManifests first = read(pod);
        assertThatThrownBy(() -> first.and(read(pod))).isInstanceOf(BadInput.class)
                .hasMessageContaining("has the uid u");
        assertThat(uids(first.and(read(pod.replace("uid: u", "uid: v"))))).containsExactly("u", "v");
        assertThat(names(read(pod, 2))).containsExactly("default/a-0", "default/a-1");
    }

    @Test
    void replicas_beyondTheLimit_areRefused() {
        String text = "{kind: Deployment, metadata: {name: web}, spec: {replicas: 2000000000, template: {spec: "
                + CONTAINERS
                + "}}}";
        assertThat(refused(text)).hasMessage("in.yaml:1:1: more than 10000 pods in one run.");
        assertThat(read(text, 10_000).pods()).hasSize(10_000);
    }

    @Test
    void names_longerThanAnyObjectHas_areRefused() {
        String name = "d".repeat(254);
        String deployment = "{kind: Deployment, metadata: {%s}, spec: {template: {spec: " + CONTAINERS + "}}}";
        for (String key : List.of("name", "generateName", "namespace", "uid")) {
            assertThat(refused(deployment.replace("%s", key + ": " + name)))
                    .hasMessageContaining("metadata." + key + " has more than 253 characters.");
        }
        assertThat(names(read(deployment.replace("%s", "generateName: web--"))).getFirst()).isEqualTo("default/web-0");
        assertThat(refused(deployment.replace("%s", "generateName: a" + "-".repeat(1_000_000) + "b")))
                .hasMessageContaining("more than 253 characters");
    }

    @Test
    void resources_moreThanAnyNodeHas_areRefused() {
        StringBuilder limits = new StringBuilder();
        for (int index = 0; index < 100_000; index++) {
            limits.append("a.b/").append(index).append(": 1, ");
        }
        assertThat(refused("{kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, resources: {limits: {"
                + limits + "}}}]}}")).hasMessageContaining("limits holds 100000 resources; the limit is 1000.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{containers: []}|spec.containers holds no container.",
        "{initContainers: [{name: a}]}|spec.containers holds no container.",
        "{containers: [{image: x}]}|spec.containers[0].name is missing.",
        "{containers: [{name: ''}]}|spec.containers[0].name is empty.",
        "{containers: [{name: a}, {name: a}]}|spec.containers[1].name is \"a\", which another container of the pod has.",
        "{initContainers: [{name: a}], containers: [{name: a}]}|spec.containers[0].name is \"a\", which another",
        "{containers: [a]}|spec.containers[0] is \"a\", not an object.",
        "{containers: {name: a}}|spec.containers is an object, not a list.",
        "{initContainers: [{name: a, restartPolicy: always}], containers: [{name: b}]}|restartPolicy is \"always\"",
        "{containers: [{name: a}], priority: high}|spec.priority is \"high\", not a whole number.",
        "{containers: [{name: a}], nodeSelector: {a: 1}}|spec.nodeSelector.a is the number 1, not a string.",
        "{containers: [{name: a, ports: [{hostPort: 70000}]}]}|ports[0].hostPort is the number 70000, not from 0 to 65535.",
        "{containers: [{name: a}], affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
                + "{nodeSelectorTerms: []}}}}|nodeSelectorTerms holds no term."})
    void pod_thatIsNotSound_isRefused(String spec, String message) {
        assertThat(refused("{kind: Pod, metadata: {name: web}, spec: " + spec + "}"))
                .hasMessageStartingWith("in.yaml:1:")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"requests: {cpu: -1}|requests.cpu is -1, below zero.",
        "requests: {cpu: 1x}|requests.cpu is \"1x\", not a quantity: quantities must match",
        "requests: {cpu: 2}, limits: {cpu: 1}|requests.cpu is 2, above its limit of 1.",
        "requests: {gpu: 1}|requests.gpu is not a resource of containers.",
        "limits: {pods: 1}|limits.pods is not a resource of containers.",
        "limits: {'a b/c': 1}|limits[a b/c] is not a resource of containers.",
        "requests: {nvidia.com/gpu: 1}|requests[nvidia.com/gpu] has no limit.",
        "requests: {nvidia.com/gpu: 1}, limits: {nvidia.com/gpu: 2}|requests[nvidia.com/gpu] is 1, not its limit of 2.",
        "limits: {nvidia.com/gpu: 500m}|limits[nvidia.com/gpu] is 500m, not a whole number.",
        "limits: {hugepages-2Mi: 3Mi, cpu: 1}|limits.hugepages-2Mi is 3Mi, not a multiple of the page size 2Mi.",
        "limits: {hugepages-2Mi: 4Mi}|limits has huge pages, but neither cpu nor memory.",
        "requests: {hugepages-2Mi: 4Mi, cpu: 1}|requests.hugepages-2Mi has no limit.",
        "limits: {hugepages-x: 4Mi, cpu: 1}|limits.hugepages-x names no page size.",
        "limits: {hugepages-0: 4Mi, cpu: 1}|limits.hugepages-0 names no page size.",
        "limits: [cpu]|limits is a list, not an object."})
    void resources_thatTheApiServerRefuses_areRefused(String resources, String message) {
        assertThat(refused("{kind: Pod, metadata: {name: web}, spec: {containers: [{name: c0, resources: {" + resources
                + "}}]}}")).hasMessageContaining("spec.containers[0].resources." + message);
    }

    @Test
    void amounts_finerThanThousandths_areRoundedUp() {
        assertThat(pod("{containers: [{name: c0, resources: {requests: {cpu: 0.0001, memory: 1.5Gi}}}]}").request()
                .containers().getFirst().resources().requests()).isEqualTo(amounts("cpu", "1m", "memory", "1536Mi"));
    }

    // The API server's defaults for pods with resources of their own.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // nothing but an empty object: kept, nothing filled in
        "{}|{limits: {cpu: 1}}||",
        // requests from the containers, else from the pod's limit
        "{limits: {cpu: 4, memory: 4Gi}}|{requests: {cpu: 1}}|cpu=1 memory=4Gi|cpu=4 memory=4Gi",
        "{limits: {memory: 4Gi}}|{requests: {cpu: 1}}|cpu=1 memory=4Gi|memory=4Gi",
        // extended resources never become the pod's
        "{limits: {cpu: 4}}|{limits: {nvidia.com/gpu: 1}}|cpu=4|cpu=4",
        // limits from the containers, if all have one
        "{requests: {cpu: 4}}|{limits: {cpu: 3}}|cpu=4|",
        "{requests: {cpu: 2}}|{limits: {cpu: 2, memory: 1Gi}}|cpu=2|cpu=2 memory=1Gi",
        "{requests: {cpu: 2}}|{requests: {cpu: 1}}|cpu=2|",
        // huge pages: the pod's limit from the containers, then its request from that
        "{requests: {cpu: 2}}|{limits: {cpu: 1, hugepages-2Mi: 4Mi}}|cpu=2 hugepages-2Mi=4Mi|hugepages-2Mi=4Mi"})
    void podResources_partlyGiven_areFilledIn(String own, String ofContainer, String requests, String limits) {
        String text = "{resources: " + own + ", containers: [{name: c0, resources: " + ofContainer + "}]}";
        if (own.equals("{requests: {cpu: 4}}")) {
            assertThat(refused("{kind: Pod, metadata: {name: web}, spec: " + text + "}"))
                    .hasMessageContaining("spec.resources.requests.cpu is 4, above its limit of 3.");
            return;
        }
        ResourceAmounts amounts = pod(text).request().podResources().orElseThrow();
        assertThat(text(amounts.requests())).isEqualTo(requests == null ? "" : requests);
        assertThat(text(amounts.limits())).isEqualTo(limits == null ? "" : limits);
    }

    private static String text(Map<String, Quantity> amounts) {
        return String.join(" ",
                amounts.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList());
    }

    @Test
    void podResources_belowThoseOfTheContainers_areKept() {
        assertThat(pod("{resources: {requests: {cpu: 1}}, containers: [{name: c0, resources: {requests: {cpu: 2}}}]}")
                .request().podResources().orElseThrow().requests()).isEqualTo(amounts("cpu", "1"));
        assertThat(refused("{kind: Pod, metadata: {name: web}, spec: {resources: {limits: {nvidia.com/gpu: 1}}, "
                + "containers: [{name: c0}]}}"))
                .hasMessageContaining("spec.resources.limits[nvidia.com/gpu] is not a resource of whole pods.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"kind: Service|in.yaml holds no pod, only Service objects and the like.",
        "'# no'|in.yaml holds no pod.", "metadata: {}|in.yaml:1:1: kind is missing.",
        "- a|in.yaml:1:1: a mapping of fields",
        "{kind: Pod, metadata: {}, spec: {}}|in.yaml:1:23: metadata.name is missing.",
        "{kind: Pod, metadata: {name: a}}|in.yaml:1:1: spec is missing.",
        "{kind: Deployment, metadata: {name: a}}|in.yaml:1:1: spec is missing.",
        "{kind: Deployment, metadata: {name: a}, spec: {}}|the pod template is missing.",
        "{kind: Deployment, metadata: {name: a}, spec: {replicas: -1}}|spec.replicas is the number -1, not from 0",
        "{kind: Pod, metadata: {name: a}, spec: {containers: [{name: c}]}, status: {qosClass: Best}}|status.qosClass is "
                + "\"Best\", not a QoS class."})
    void file_thatIsNoPod_isRefused(String text, String message) {
        assertThat(refused(text)).hasMessageContaining(message);
    }
}
