package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.e2e.StandaloneKubelet.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command line on a node whose kubelet runs, on this machine as it is.
class RunningKubeletTest {
    private static final String CONFIGURATION = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static
            reservedSystemCPUs: "0"
            topologyManagerPolicy: single-numa-node
            evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
            """;

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void peers() {
        assumeTrue(Peers.areThere());
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one CPU is reserved, so there must be two");
    }

    private static String pod(String name, String limits) {
        return new Scenario.Pod(name,
                "containers: [{name: c, image: \"example.test/busybox:1\", imagePullPolicy: Never,"
                        + " resources: {limits: {" + limits + "}}}]")
                .manifest();
    }

    private String written(String name, String manifest) throws IOException {
        return Files.writeString(folder.resolve(name), manifest).toString();
    }

    @Test
    void verify_ofARunningKubelet_seesItsContainersWhereTheyShouldBe() throws IOException, InterruptedException {
        Path work = Files.createDirectories(folder.resolve("k"));
        Files.writeString(work.resolve("config.yaml"), CONFIGURATION);
        try (StandaloneKubelet kubelet = StandaloneKubelet.start("1.36", work, List.of())) {
            String own = pod("own", "cpu: 1, memory: 32Mi");
            assertThat(kubelet.admit("own", own).phase()).isEqualTo("Running");

            // As in a pod of the host's: its files are seen through a process of it.
            Finished verify = Finished.alidade("verify", "--root", "/proc/" + kubelet.pid() + "/root", "--kubelet-dir",
                    kubelet.root().toString(), "--ignore", "host-processes-on-exclusive-cpus");

            assertThat(verify.exitCode()).as(verify.out() + verify.err()).isZero();
            assertThat(verify.out()).contains("default/own").contains("✔  c").contains("exclusive");
            assertNextPodsAreForetold(kubelet, own);
        }
    }

    private void assertNextPodsAreForetold(StandaloneKubelet kubelet, String own)
            throws IOException, InterruptedException {
        String more = pod("more", "cpu: " + Runtime.getRuntime().availableProcessors() + ", memory: 32Mi");
        Finished admit = Finished.alidade("admit", "--kubelet-dir", kubelet.root().toString(), written("own.yaml", own),
                written("more.yaml", more));

        Status status = kubelet.admit("more", more);

        assertThat(admit.exitCode()).as(admit.out() + admit.err()).isEqualTo(1);
        assertThat(admit.out()).contains("✔ default/own").contains("✘ default/more")
                .contains(status.reason().orElseThrow());
    }
}
