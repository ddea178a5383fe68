package io.alidade.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpusetMountTest {
    @TempDir
    Path root = Path.of("");

    private Path folder(String name) throws IOException {
        return Files.createDirectories(root.resolve("sys/fs/cgroup").resolve(name));
    }

    @Test
    void machineOfEachVersion_hasItsCpusetsWhereTheyAre() throws IOException {
        assertThat(CpusetMount.below(root)).isEmpty();

        Path first = folder("cpu,cpuacct").resolveSibling("cpuset");
        assertThat(CpusetMount.below(root)).isEmpty();
        Files.createDirectories(first);
        assertThat(CpusetMount.below(root)).contains(new CpusetMount(first));

        Files.writeString(folder("").resolve("cgroup.controllers"), "cpuset cpu memory\n");
        assertThat(CpusetMount.below(root)).contains(new CpusetMount(root.resolve("sys/fs/cgroup")));
    }

    @Test
    void hybridMachine_whoseVersion2HasTheController_isSeenThere() throws IOException {
        Files.createDirectories(folder("memory"));
        Files.writeString(folder("unified").resolve("cgroup.controllers"), "cpuset cpu\n");

        assertThat(CpusetMount.below(root)).contains(new CpusetMount(root.resolve("sys/fs/cgroup/unified")));
    }

    @Test
    void cgroup_asARuntimeNamesIt_isAFolder() {
        CpusetMount mount = new CpusetMount(root);

        assertThat(mount.named("/kubepods/burstable/pod1/abc"))
                .contains(new CpusetCgroup(root.resolve("kubepods/burstable/pod1/abc")));
        assertThat(mount.named("kubepods-burstable-pod1_2.slice:cri-containerd:abc")).contains(new CpusetCgroup(
                root.resolve("kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice"
                        + "/cri-containerd-abc.scope")));
    }

    @Test
    void name_thatIsNone_isNoFolder() {
        CpusetMount mount = new CpusetMount(root);

        assertThat(mount.named("")).isEmpty();
        assertThat(mount.named("kubepods/abc")).isEmpty();
        assertThat(mount.named("/kubepods/../../etc")).isEmpty();
        assertThat(mount.named("a.slice:b")).isEmpty();
    }
}
