package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An agent that cannot start says why in one message, and ends with 2.
class AgentDiskTest {
    @TempDir
    Path folder = Path.of("");

    private Path state = Path.of("");

    @BeforeEach
    void write() throws IOException {
        state = Files.createDirectory(folder.resolve("state"));
        Files.writeString(folder.resolve("machine.yaml"), """
                numaNodes: [{node: 0, memory: 16Gi}]
                layout: {sockets: 1, coresPerSocket: 4, threadsPerCore: 1}
                """);
    }

    private List<String> agent() {
        return Finished.alidadeCommand("agent", "--enforce=false", "--node", folder.resolve("machine.yaml").toString(),
                "--state", state.toString());
    }

    /// An agent whose state folder is a disk of its own.
    private Finished onADisk(String mountOptions) {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c",
                "mount -t tmpfs -o " + mountOptions + " none \"$0\" && exec \"$@\"", state.toString()));
        assumeTrue(Finished.of("unshare", "--mount", "mount", "-t", "tmpfs", "none", state.toString()).exitCode() == 0,
                "only who may mount can make a full disk");
        command.addAll(agent());
        return Finished.of(command.toArray(String[]::new));
    }

    private static void assertRefused(Finished run, String what, String cure) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(what).contains(cure).doesNotContain("\tat ");
    }

    @Test
    void disk_thatIsFull_endsTheStart() {
        assertRefused(onADisk("size=4k"), "cannot be written: No space left on device.", "make room on the disk");
    }

    @Test
    void disk_thatIsReadOnly_endsTheStart() {
        assertRefused(onADisk("ro"), "alidade.lock cannot be written: Read-only file system.",
                "Maybe choose a folder that this user may write to");
    }

    @Test
    void kubelet_thatIsThere_endsTheStart() throws IOException {
        Path plugins = Files.createDirectory(state.resolve("device-plugins"));
        try (ServerSocketChannel kubelet = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            kubelet.bind(UnixDomainSocketAddress.of(plugins.resolve("kubelet.sock")));
            assertRefused(Finished.of(agent().toArray(String[]::new)),
                    "a kubelet or another agent serves " + plugins.resolve("kubelet.sock") + " already.",
                    "Stop it first");
        }
    }
}
