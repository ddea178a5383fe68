package io.alidade.agent.nri;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Samples;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.DeviceState.PodDevices;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToldDevicesTest {
    private static final String GPU = "example.test/gpu";
    private static final ToldDevices TOLD = new ToldDevices(
            List.of(Device.on(GPU, "a", 0), Device.on(GPU, "b", 1), Device.on(GPU, "c", 0, 1)),
            List.of(new PodDevices("default/web", "main", GPU, Map.of(0, List.of("c"), 1, List.of("b", "c")), "")));

    private static AgentPod pod(String initLimits) {
        return AgentPod.read(Samples.document("{apiVersion: v1, kind: Pod, metadata: {name: web, uid: u}, spec: {"
                + "initContainers: [{name: init, image: i, resources: {limits: {" + initLimits + "}}}],"
                + "containers: [{name: main, image: i, resources: {limits: {cpu: 1, " + GPU + ": 2}}}]}}"),
                new PodOrigin.ContainerRuntime());
    }

    @Test
    void initContainer_whichTheKubeletDoesNotList_hasTheFirstOfThoseOfTheOthers() {
        assertThat(TOLD.to(pod(GPU + ": 1")).held()).containsExactly(
                new PodDevices("u", "init", GPU, Map.of(1, List.of("b")), ""),
                new PodDevices("u", "main", GPU, Map.of(0, List.of("c"), 1, List.of("b", "c")), ""));
        assertThat(TOLD.to(pod("cpu: 1")).held()).hasSize(1);
        assertThat(TOLD.to(pod(GPU + ": 3")).held()).hasSize(1);
    }

    @Test
    void kubelet_thatHasNotGivenAllYet_isSeen() {
        assertThat(TOLD.missing(pod(GPU + ": 3"))).isEmpty();
        assertThat(new ToldDevices(TOLD.all(), List.of()).missing(pod("cpu: 1")))
                .contains("main has not its 2 of " + GPU);
        // A resource of which there are no devices is none of the kubelet's plugins.
        assertThat(ToldDevices.NONE.missing(pod("cpu: 1"))).isEmpty();
    }
}
