package io.alidade.kube.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.kube.document.DocumentReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnmodelledFieldsTest {
    private static List<String> of(String metadata, String spec, String status) {
        String text = "{kind: Pod, metadata: {name: p, " + metadata + "}, spec: {" + spec + "}, status: {" + status
                + "}}";
        return PodManifests.readPod(DocumentReader.readOne("text", text.getBytes(StandardCharsets.UTF_8))).unmodelled();
    }

    private static final String CONTAINERS = "containers: [{name: c, resources: {requests: {cpu: 2, memory: 1Gi}}}]";

    @Test
    void ordinaryPod_hasNone() {
        assertThat(
                of("annotations: {a: b}", CONTAINERS + ", nodeSelector: {kubernetes.io/os: linux}, os: {name: linux}",
                        "phase: Running"))
                .isEmpty();
    }

    @Test
    void resourceClaims_areNamed() {
        assertThat(of("", CONTAINERS + ", resourceClaims: [{name: gpu}, {name: nic}]", "")).singleElement().asString()
                .startsWith("spec.resourceClaims (gpu, nic): ");
    }

    @Test
    void windows_isToldByFieldAndBySelector() {
        assertThat(of("", CONTAINERS + ", os: {name: windows}", "")).singleElement().asString().contains("Windows");
        assertThat(of("", CONTAINERS + ", nodeSelector: {kubernetes.io/os: windows}", "")).singleElement().asString()
                .contains("Windows");
    }

    @Test
    void workloadPartitioning_isToldByItsAnnotation() {
        assertThat(of("annotations: {target.workload.openshift.io/management: '{}'}", CONTAINERS, "")).singleElement()
                .asString().startsWith("metadata.annotations[target.workload.openshift.io/management]: ");
    }

    @Test
    void workloadPartitioning_isToldByAContainersAnnotationAndByItsCores() {
        assertThat(of("annotations: {resources.workload.openshift.io/c: '{\"cpushares\": 20}'}", CONTAINERS, ""))
                .singleElement().asString().startsWith("metadata.annotations[resources.workload.openshift.io/c]: ");
        assertThat(of("",
                "initContainers: [{name: i, resources: {limits: {management.workload.openshift.io/cores: 20}}}], "
                        + CONTAINERS,
                "")).singleElement().asString()
                .startsWith("spec.initContainers[0].resources.limits[management.workload.openshift.io/cores]: ");
    }

    @Test
    void resize_isToldByConditionAndByAmountsHeld() {
        assertThat(of("", CONTAINERS, "conditions: [{type: PodResizePending, status: 'True'}]")).singleElement()
                .asString().contains("resized in place");
        assertThat(of("", CONTAINERS, "containerStatuses: [{name: c, allocatedResources: {cpu: 1, memory: 1Gi}}]"))
                .singleElement().asString().contains("resized in place");
        assertThat(of("", CONTAINERS,
                "containerStatuses: [{name: c, allocatedResources: {cpu: 2000m, memory: 1024Mi}}]")).isEmpty();
    }

    @Test
    void resize_isToldWhereOnlyLimitsAreGiven() {
        String limited = "containers: [{name: c, resources: {limits: {cpu: 2, memory: 1Gi}}}]";
        assertThat(of("", limited, "containerStatuses: [{name: c, allocatedResources: {cpu: 1, memory: 1Gi}}]"))
                .singleElement().asString().contains("resized in place");
        assertThat(of("", limited, "containerStatuses: [{name: c, resources: {limits: {cpu: 2, memory: 2Gi}}}]"))
                .singleElement().asString().contains("resized in place");
        assertThat(of("", limited, "containerStatuses: [{name: c, allocatedResources: {cpu: 2, memory: 1Gi},"
                + " resources: {limits: {cpu: '2', memory: 1024Mi}}}]")).isEmpty();
    }

    @Test
    void resize_isToldOfSidecarsAndOfWholePods() {
        String sidecar = "initContainers: [{name: s, restartPolicy: Always, resources: {requests: {cpu: 1}}}], ";
        assertThat(of("", sidecar + CONTAINERS, "initContainerStatuses: [{name: s, allocatedResources: {cpu: 2}}]"))
                .singleElement().asString().contains("resized in place");
        assertThat(of("", sidecar + CONTAINERS, "initContainerStatuses: [{name: s, allocatedResources: {cpu: 1}}],"
                + " containerStatuses: [{name: s, allocatedResources: {cpu: 2}}]")).isEmpty();
        assertThat(of("", "resources: {limits: {cpu: 4}}, " + CONTAINERS, "allocatedResources: {cpu: 2}"))
                .singleElement().asString().contains("resized in place");
    }
}
