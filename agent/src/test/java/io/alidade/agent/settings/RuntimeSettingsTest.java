package io.alidade.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.agent.Samples;
import io.alidade.engine.pod.QosClass;
import io.alidade.kube.document.BadInput;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeSettingsTest {
    private static PodRuntime runtime(String fields) {
        return AgentConfiguration
                .read(Samples.document("{apiVersion: alidade.io/v1, kind: AgentConfiguration" + fields + "}"))
                .settings(Map.of("HOME", "/home/me"), false).runtime().orElseThrow();
    }

    @Test
    void runtime_isProcessesUnlessItIsSaid() {
        assertThat(runtime("")).isEqualTo(new PodRuntime.Processes());
        assertThat(runtime(", runtime: cri")).isInstanceOfSatisfying(PodRuntime.Cri.class, cri -> {
            assertThat(cri.endpoint()).hasToString("unix:///run/containerd/containerd.sock");
            assertThat(cri.parents()).isEmpty();
        });
        assertThat(runtime(", runtime: cri, runtimeEndpoint: 'unix:///run/crio/crio.sock', cgroupParents: pods.slice"))
                .isInstanceOfSatisfying(PodRuntime.Cri.class, cri -> {
                    assertThat(cri.endpoint()).hasToString("unix:///run/crio/crio.sock");
                    assertThat(cri.parents().orElseThrow().of(QosClass.BURSTABLE)).isEqualTo("pods.slice");
                });
    }

    @Test
    void endpoint_ofProcesses_isRefused() {
        assertThatThrownBy(() -> runtime(", runtimeEndpoint: 'unix:///x'")).isInstanceOf(BadInput.class)
                .hasMessageContaining("a runtime endpoint is given");
        assertThatThrownBy(() -> runtime(", cgroupParents: /x")).isInstanceOf(BadInput.class)
                .hasMessageContaining("cgroup parents are given");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/run/x.sock", "unix://run/x.sock", "tcp://127.0.0.1:1", "unix://"})
    void endpoint_thatIsNoSocket_isRefused(String text) {
        assertThatThrownBy(() -> RuntimeEndpoint.parse(text)).isInstanceOf(BadInput.class)
                .hasMessageContaining("which is no Unix socket");
    }

    @Test
    void endpoint_thatIsTooLong_isRefused() {
        assertThatThrownBy(() -> RuntimeEndpoint.parse("unix:///" + "a".repeat(120))).isInstanceOf(BadInput.class)
                .hasMessageContaining("longer than the 107 bytes");
    }

    @Test
    void cgroupParents_canBeOneForEachClass() {
        CgroupParents parents = CgroupParents.parse("guaranteed=/a,burstable=/a/b,besteffort=/c");
        assertThat(parents.of(QosClass.GUARANTEED)).isEqualTo("/a");
        assertThat(parents.of(QosClass.BURSTABLE)).isEqualTo("/a/b");
        assertThat(parents.of(QosClass.BEST_EFFORT)).isEqualTo("/c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "x", "/a/../b", "guaranteed=/a", "guaranteed=/a,burstable=/b,other=/c",
        "guaranteed=/a,guaranteed=/b,burstable=/b,besteffort=/c", "a/b.slice"})
    void cgroupParents_thatAreNone_areRefused(String text) {
        assertThatThrownBy(() -> CgroupParents.parse(text)).isInstanceOf(BadInput.class)
                .hasMessageContaining("which are none");
    }
}
