package io.alidade.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.agent.Samples;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.linux.process.Mounts;
import io.alidade.linux.process.SystemCallFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumesTest {
    private static final long ALLOCATABLE = 64 << 20;

    @TempDir
    Path folder = Path.of("");

    private static Volumes volumes(Path root) {
        return new Volumes(root, () -> OptionalLong.of(ALLOCATABLE));
    }

    private Volumes volumes() {
        return volumes(folder.resolve("v"));
    }

    private static AgentPod pod(String volume, String more) {
        return AgentPod
                .read(Samples.document("{apiVersion: v1, kind: Pod, metadata: {name: web, uid: u}, spec: {volumes: [{"
                        + "name: v, " + volume
                        + "}], containers: [{name: c, image: i, volumeMounts: [{name: v, mountPath: /data"
                        + more + "}]}]}}"), new PodOrigin.Api());
    }

    private static List<BindMount> prepare(Volumes volumes, AgentPod pod) throws StartFailed {
        RunSpec spec = RunSpecReader.read(pod);
        return volumes.prepare(pod, spec, spec.containers().getFirst());
    }

    private static boolean isRoot() {
        return ProcessRights.ofThisProcess().isRoot();
    }

    /// Root in a container of its own may not mount either.
    private void assumeMounts() throws IOException {
        Path place = Files.createDirectories(folder.resolve("try"));
        boolean mounts = isRoot();
        try {
            if (mounts) {
                Mounts.memory(place, 1 << 20);
                Mounts.unmount(place);
            }
        } catch (SystemCallFailed notAllowed) {
            mounts = false;
        }
        assumeTrue(mounts, "only root may mount");
    }

    @Test
    void emptyDir_onDisk_isForEverybodyAndKeptUntilThePodEnds() throws Exception {
        AgentPod pod = pod("emptyDir: {}", "");
        BindMount mount = prepare(volumes(), pod).getFirst();
        assertThat(mount.containerPath()).isEqualTo("/data");
        assertThat((int) Files.getAttribute(mount.hostPath(), "unix:mode") & 07777).isEqualTo(0777);
        Files.writeString(mount.hostPath().resolve("kept"), "");
        assertThat(prepare(volumes(), pod)).containsExactly(mount);
        assertThat(mount.hostPath().resolve("kept")).exists();
        volumes().release("u");
        assertThat(mount.hostPath()).doesNotExist();
    }

    @Test
    void emptyDir_ofAGroup_isWritableForItAndKeepsIt() throws Exception {
        assumeTrue(isRoot(), "only root gives folders to groups");
        AgentPod pod = AgentPod
                .read(Samples.document("{apiVersion: v1, kind: Pod, metadata: {name: web, uid: u}, spec: {"
                        + "securityContext: {fsGroup: 4321}, volumes: [{name: v}], containers: [{name: c, image: i, volumeMounts: [{"
                        + "name: v, mountPath: /data}]}]}}"), new PodOrigin.Api());
        Path place = prepare(volumes(), pod).getFirst().hostPath();
        assertThat(Files.getAttribute(place, "unix:gid")).isEqualTo(4321);
        assertThat((int) Files.getAttribute(place, "unix:mode") & 07777).isEqualTo(02777);
    }

    @Test
    void emptyDir_inMemory_isAsLargeAsSaidAndGoesWithItsMount() throws Exception {
        assumeMounts();
        AgentPod pod = pod("emptyDir: {medium: Memory, sizeLimit: 3Mi}", "");
        Path place = prepare(volumes(), pod).getFirst().hostPath();
        assertThat(Mounts.isMounted(place)).isTrue();
        assertThat(Files.getFileStore(place).getTotalSpace()).isEqualTo(3 << 20);
        Files.writeString(place.resolve("kept"), "");
        assertThat(prepare(volumes(), pod).getFirst().hostPath().resolve("kept")).exists();
        volumes().release("u");
        assertThat(Mounts.isMounted(place)).isFalse();
        assertThat(place).doesNotExist();
    }

    @Test
    void sizes_inMemory_areTheSmallestOfAll() {
        var small = new VolumeSpec.EmptyDir("", "v", new VolumeSpec.Medium.Memory(), OptionalLong.of(1 << 20));
        var any = new VolumeSpec.EmptyDir("", "v", new VolumeSpec.Medium.Memory(), OptionalLong.empty());
        var limited = Samples.pod("p", "cpu: 1, memory: 2Mi").manifest();
        var unlimited = Samples.pod("p", "cpu: 1").manifest();
        OptionalLong allocatable = OptionalLong.of(ALLOCATABLE);
        assertThat(MemoryVolumes.size(limited, small, allocatable)).isEqualTo(1 << 20);
        assertThat(MemoryVolumes.size(limited, any, allocatable)).isEqualTo(2 << 20);
        assertThat(MemoryVolumes.size(unlimited, any, allocatable)).isEqualTo(ALLOCATABLE);
    }

    @Test
    void hostPath_thatIsSomethingElse_isToldInTheKubeletsWords() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        for (String[] wrong : new String[][] {{"Directory", "a directory"}, {"DirectoryOrCreate", "a directory"},
            {"Socket", "a socket file"}, {"CharDevice", "a character device"}, {"BlockDevice", "a block device"}}) {
            assertThatThrownBy(
                    () -> prepare(volumes(), pod("hostPath: {path: " + file + ", type: " + wrong[0] + "}", "")))
                    .hasMessage("hostPath type check failed: " + file + " is not " + wrong[1]);
        }
        assertThatThrownBy(() -> prepare(volumes(), pod("hostPath: {path: " + folder + ", type: File}", "")))
                .hasMessage("hostPath type check failed: " + folder + " is not a file");
    }

    @Test
    void hostPath_thatIsThereOrMade_isTaken() throws Exception {
        Path made = folder.resolve("a/b");
        assertThat(
                prepare(volumes(), pod("hostPath: {path: " + made + ", type: DirectoryOrCreate}", ", readOnly: true")))
                .containsExactly(new BindMount(made, "/data", true, BindMount.Propagation.PRIVATE));
        assertThat(made).isDirectory();
        prepare(volumes(), pod("hostPath: {path: " + made + "/f, type: FileOrCreate}", ""));
        assertThat(made.resolve("f")).isRegularFile();
        prepare(volumes(), pod("hostPath: {path: /dev/null, type: CharDevice}", ""));
        prepare(volumes(), pod("hostPath: {path: /no/such/place}", ""));
    }

    @Test
    void subPath_ofAVolume_isMadeAndSeenAlone() throws Exception {
        assumeMounts();
        AgentPod pod = pod("emptyDir: {}", ", subPath: a/b");
        Path part = prepare(volumes(), pod).getFirst().hostPath();
        Files.writeString(part.resolve("f"), "here");
        Path volume = folder.resolve("v/u/volumes/v");
        assertThat(volume.resolve("a/b/f")).content().isEqualTo("here");
        assertThat(prepare(volumes(), pod).getFirst().hostPath()).isEqualTo(part);
        volumes().remove("u");
        assertThat(folder.resolve("v/u")).doesNotExist();
    }

    @Test
    void subPath_thatLeadsOut_isRefused() throws Exception {
        assumeMounts();
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path volume = Files.createDirectories(folder.resolve("v/u/volumes/v"));
        Files.createSymbolicLink(volume.resolve("link"), outside);
        Files.createSymbolicLink(volume.resolve("inner"), Path.of("real"));
        Files.createDirectory(volume.resolve("real"));
        assertThatThrownBy(() -> prepare(volumes(), pod("emptyDir: {}", ", subPath: link/x")))
                .hasMessageContaining("spec.containers[0].volumeMounts[0].subPath cannot be made ready: it leads out");
        assertThat(outside).isEmptyDirectory();
        assertThat(prepare(volumes(), pod("emptyDir: {}", ", subPath: inner"))).hasSize(1);
        volumes().remove("u");
    }

    @Test
    void removal_ofAPod_leavesWhatIsMountedElsewhereAlone() throws Exception {
        assumeMounts();
        Path host = Files.createDirectories(folder.resolve("host/part"));
        Files.writeString(host.resolve("mine"), "");
        prepare(volumes(), pod("hostPath: {path: " + folder.resolve("host") + "}", ", subPath: part"));
        volumes().remove("u");
        assertThat(host.resolve("mine")).exists();
    }

    @Test
    void folders_ofPodsThatAreNotKnown_areRemoved() throws Exception {
        Path place = prepare(volumes(), pod("emptyDir: {}", "")).getFirst().hostPath();
        volumes().keepOnly(Set.of("u"));
        assertThat(place).exists();
        volumes().keepOnly(Set.of("other"));
        assertThat(folder.resolve("v/u")).doesNotExist();
    }

    @Test
    void message_ofAContainer_isReadUpTo4KiB() throws Exception {
        AgentPod pod = pod("emptyDir: {}", "");
        BindMount message = volumes().message(pod, RunSpecReader.read(pod).containers().getFirst());
        assertThat(message.containerPath()).isEqualTo("/dev/termination-log");
        assertThat(volumes().leftMessage("u", "c")).isEmpty();
        Files.writeString(message.hostPath(), "x".repeat(5000));
        assertThat(volumes().leftMessage("u", "c")).hasSize(4096);
    }
}
