package io.alidade.agent.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DocumentWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ListedPodTest {
    private static AgentPod read(String item) {
        return ListedPod.read(
                DocumentReader.mapping(DocumentReader.readOne("list", item.getBytes(StandardCharsets.UTF_8))),
                new PodOrigin.ContainerRuntime());
    }

    @Test
    void pod_thatIsListed_isWhatItWasWhenItWasDecidedOn() {
        AgentPod pod = read("""
                {"metadata": {"name": "a", "namespace": "b", "uid": "u", "creationTimestamp": null},
                 "spec": {"containers": [{"name": "c", "image": "x", "resources": {"limits": {"cpu": 2}}}]},
                 "status": {"phase": "Running", "qosClass": "Guaranteed", "resize": "Deferred"}}
                """);

        assertThat(DocumentWriter.toCompactJson(pod.object())).isEqualTo("{\"apiVersion\":\"v1\",\"kind\":\"Pod\","
                + "\"metadata\":{\"name\":\"a\",\"namespace\":\"b\",\"uid\":\"u\"},\"spec\":{\"containers\":[{\"name\":\"c\","
                + "\"image\":\"x\",\"resources\":{\"limits\":{\"cpu\":2}}}]},\"status\":{\"qosClass\":\"Guaranteed\"}}");
        assertThat(pod.manifest().request().qosClass()).isPresent();
        assertThat(pod.manifest().unmodelled()).isEmpty();
        assertThat(pod.origin()).isEqualTo(new PodOrigin.ContainerRuntime());
    }

    @Test
    void pod_withoutAClass_hasNoStatus() {
        assertThat(read(
                "{metadata: {name: a, uid: u}, status: {phase: Running}, spec: {containers: [{name: c, image: x}]}}")
                .object().fields()).doesNotContainKey("status");
    }

    @Test
    void item_thatIsNoPod_isRefusedWithItsPlace() {
        assertThatThrownBy(() -> read("{metadata: {name: A/B, uid: u}, spec: {containers: [{name: c, image: x}]}}"))
                .isInstanceOf(BadInput.class).hasMessageContaining("list:1:1");
    }
}
