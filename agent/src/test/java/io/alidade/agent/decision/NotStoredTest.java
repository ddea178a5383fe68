package io.alidade.agent.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Samples;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.pod.PodRecords;
import io.alidade.agent.settings.Profile;
import io.alidade.engine.device.Device;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.live.store.AllocationStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk to which nothing can be written for a while: there is a folder where a checkpoint is to be.
class NotStoredTest {
    private static final String GPU = "nvidia.com/gpu";

    @TempDir
    Path folder = Path.of("");

    @Test
    void devices_thatAPluginTellsOnce_holdAndAreWrittenDownLater() throws Exception {
        KubeletNode start = Samples.started(Samples.node());
        List<String> log = new ArrayList<>();
        List<AgentSnapshot> seen = new ArrayList<>();
        try (AllocationStore store = AllocationStore.open(folder)) {
            NodeDesk desk = new NodeDesk(start, store, new PodRecords(folder.resolve("pods")), Profile.SAFE,
                    new AgentLog(log::add, LogFormat.TEXT, InstantSource.system()), InstantSource.system(),
                    Runnable::run, seen::add);
            Path checkpoint = Files.createDirectory(folder.resolve("cpu_manager_state"));

            desk.devicesReported(GPU, List.of(Device.on(GPU, "gpu-0", 0)), 1);

            assertThat(seen.getLast().node().node().allocations().devices().toState().registeredDevices())
                    .containsKey(GPU);
            assertThat(log).singleElement().asString().contains("warn not-stored", "cannot be written");
            Files.delete(checkpoint);
            assertThat(desk.submit(Samples.pod("web", "cpu: 2, memory: 1Gi")).join().isActive()).isTrue();
            assertThat(Files.readString(folder.resolve("device-plugins/kubelet_internal_checkpoint")))
                    .contains("gpu-0");
        }
    }
}
