package io.alidade.agent.nri;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.agent.log.AgentLog;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.settings.NriSettings;
import io.alidade.kube.document.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwoMastersTest {
    @TempDir
    Path kubelet = Path.of("");

    private void look() {
        TwoMasters.refuse(
                new NriSettings(Path.of("nri.sock"), Optional.empty(), kubelet, Optional.empty(), Path.of("/")),
                new AgentLog(_ -> {}, LogFormat.TEXT, InstantSource.system()));
    }

    @ParameterizedTest
    @CsvSource({"cpu_manager_state,static", "memory_manager_state,Static"})
    void refuse_aKubeletThatPins_namesItsPolicyAndTheCure(String file, String policy) throws IOException {
        Files.writeString(kubelet.resolve(file), "{\"policyName\":\"" + policy + "\",\"checksum\":1}");

        assertThatThrownBy(this::look).isInstanceOf(BadInput.class)
                .hasMessageContaining("the policy in " + kubelet.resolve(file) + " is '" + policy + "'")
                .extracting(problem -> ((BadInput) problem).cure().contains("cpuManagerPolicy: none")).isEqualTo(true);
    }

    @ParameterizedTest
    @CsvSource({"cpu_manager_state,none", "memory_manager_state,None"})
    void refuse_aKubeletThatPinsNothing_letsTheAgentStart(String file, String policy) throws IOException {
        Files.writeString(kubelet.resolve(file), "{\"policyName\":\"" + policy + "\",\"checksum\":1}");

        assertThatCode(this::look).doesNotThrowAnyException();
    }

    @Test
    void refuse_withoutAKubelet_letsTheAgentStart() {
        assertThatCode(this::look).doesNotThrowAnyException();
    }
}
