package io.alidade.live.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.Device;
import io.alidade.engine.mask.CpuSet;
import io.alidade.live.scenario.ReplacedNames.Known;
import io.alidade.live.scenario.ReplacedNames.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplacedNamesTest {
    private static final Checkpoints HELD = new Checkpoints(
            Optional.of(new CpuState("static", CpuSet.of(0), Map.of("11-aa", Map.of("web", CpuSet.of(1))), Map.of())),
            Optional.empty(), Optional.empty());
    private static final Device GPU = new Device("nvidia.com/gpu", "GPU-4f:2", Optional.of(List.of(0)), true);
    private static final ReplacedNames NAMES = ReplacedNames.of(HELD, List.of(GPU),
            new Known(
                    List.of(new Pod("shop", "web-0", Optional.of("11-aa")),
                            new Pod("shop", "job", Optional.of("09-zz")),
                            new Pod("ml", "late", Optional.empty())),
                    Set.of("side.car"),
                    Map.of("node", Set.of("worker-7"), "file", Set.of("/etc/k/config.yaml"))));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            shop/web-0/web                    | namespace-2/pod-2/container-2
            pod 11-aa of worker-7             | pod uid-2 of node-1
            kubepods-pod11_aa.slice           | kubepods-uid-2.slice
            pod-11_aa.slice                   | pod-uid-2.slice
            website, webs and web.            | website, webs and container-2.
            GPU-4f:2,GPU-4f:3                 | device-1,GPU-4f:3
            side.car late JOB job             | container-1 pod-3 JOB pod-1
            /etc/k/config.yaml:3:1: wrong     | /file-1:3:1: wrong
            """)
    void text_hasOtherNamesWhereNamesStand(String text, String expected) {
        assertThat(NAMES.text(text)).isEqualTo(expected);
    }

    @Test
    void checkpointsAndDevices_haveTheSameNamesAsTexts() {
        assertThat(NAMES.checkpoints(HELD).cpu().orElseThrow().entries())
                .isEqualTo(Map.of("uid-2", Map.of("container-2", CpuSet.of(1))));
        assertThat(NAMES.devices(List.of(GPU)).getFirst().id()).isEqualTo("device-1");
    }
}
