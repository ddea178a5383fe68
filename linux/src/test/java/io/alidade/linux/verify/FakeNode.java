package io.alidade.linux.verify;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.memory.MemoryState;
import io.alidade.engine.memory.MemoryState.Block;
import io.alidade.linux.observe.NodeObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A node as files: cgroups, processes and log links, in every layout that kubelets and runtimes make. 8 CPUs on 2 NUMA
/// nodes; the CPUs 0 and 4 are the shared pool unless a test says otherwise.
final class FakeNode {
    static final String UID = "11111111-2222-3333-4444-555555555555";

    /// How cgroups are mounted and named.
    enum Layout {
        V1_CGROUPFS("sys/fs/cgroup/cpuset/", false, false, ""), V1_SYSTEMD("sys/fs/cgroup/cpuset/", false, true,
                "cri-containerd-"),
        HYBRID("sys/fs/cgroup/cpuset/", false, false, ""), V2_CGROUPFS("sys/fs/cgroup/",
                true, false, ""),
        V2_SYSTEMD("sys/fs/cgroup/", true, true, "cri-containerd-"), V2_CRIO(
                "sys/fs/cgroup/", true, true, "crio-");

        private final String top;
        private final boolean isUnified;
        private final boolean isSystemd;
        private final String prefix;

        Layout(String top, boolean isUnified, boolean isSystemd, String prefix) {
            this.top = top;
            this.isUnified = isUnified;
            this.isSystemd = isSystemd;
            this.prefix = prefix;
        }
    }

    private final Path root;
    private final Layout layout;
    private final Map<String, Map<String, CpuSet>> cpuEntries = new HashMap<>();
    private final Map<String, Map<String, List<Block>>> memoryEntries = new HashMap<>();
    private Optional<String> cgroupRoot = Optional.empty();
    private String shared = "0,4";
    private int nextProcess = 100;

    FakeNode(Path root, Layout layout) {
        this.root = root;
        this.layout = layout;
        write("proc/self-is-missing-in-a-copy", "");
        write("sys/devices/system/cpu/online", "0-7\n");
        write("sys/devices/system/node/node0/cpulist", "0-3\n");
        write("sys/devices/system/node/node1/cpulist", "4-7\n");
        folder("var/log/containers");
        if (layout.isUnified) {
            write("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
        }
        if (layout == Layout.HYBRID) {
            write("sys/fs/cgroup/unified/cgroup.controllers", "\n");
        }
        cgroup(layout.top, "0-7", "0-1");
        cgroup(kubepods(), "0-7", "0-1");
    }

    FakeNode cgroupRoot(String option) {
        cgroupRoot = Optional.of(option);
        cgroup(kubepods(), "0-7", "0-1");
        return this;
    }

    FakeNode shared(String cpus) {
        shared = cpus;
        return this;
    }

    /// The cgroup of all pods.
    private String kubepods() {
        return layout.top + cgroupRoot.map(option -> option + "/").orElse("")
                + (layout.isSystemd ? "kubepods.slice/" : "kubepods/");
    }

    /// The cgroup of a container of the pod [#UID], `guaranteed` or `burstable`.
    String cgroupOf(String qosClass, String name) {
        boolean isGuaranteed = qosClass.equals("guaranteed");
        String id = id(name);
        if (!layout.isSystemd) {
            return kubepods() + (isGuaranteed ? "" : qosClass + "/") + "pod" + UID + "/" + id + "/";
        }
        String slice = "kubepods" + (isGuaranteed ? "" : "-" + qosClass);
        return kubepods() + (isGuaranteed ? "" : slice + ".slice/") + slice + "-pod" + UID.replace('-', '_') + ".slice/"
                + layout.prefix + id + ".scope/";
    }

    /// 64 hexadecimal digits.
    static String id(String name) {
        String digits = Integer.toHexString(name.hashCode() & 0xffffff);
        return "0".repeat(64 - digits.length()) + digits;
    }

    /// A container with a cgroup and one process in it.
    FakeNode runs(String qosClass, String name, String cpus, String mems) {
        String cgroup = cgroupOf(qosClass, name);
        cgroup(cgroup, cpus, mems);
        write(cgroup + "cgroup.procs", nextProcess + "\n");
        return process(name, cpus, mems, "");
    }

    /// Its log link.
    FakeNode logs(String name) {
        try {
            Files.createSymbolicLink(root.resolve("var/log/containers/web_default_" + name + "-" + id(name) + ".log"),
                    Path.of("/var/log/pods/default_web_" + UID + "/" + name + "/0.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /// A process; the next one to be named by [#runs] otherwise.
    FakeNode process(String name, String cpus, String mems, String numaMaps) {
        return process(nextProcess++, name, cpus, mems, numaMaps);
    }

    FakeNode process(int id, String name, String cpus, String mems, String numaMaps) {
        thread(id, id, name, cpus, mems);
        write("proc/" + id + "/cgroup", "0::/\n");
        write("proc/" + id + "/numa_maps", numaMaps);
        return this;
    }

    FakeNode thread(int process, int id, String name, String cpus, String mems) {
        write("proc/" + process + "/task/" + id + "/status",
                "Name:\t" + name + "\nPPid:\t1\nCpus_allowed_list:\t" + cpus
                        + "\nMems_allowed_list:\t" + mems + "\n");
        return this;
    }

    FakeNode entry(String name, String cpus) {
        cpuEntries.computeIfAbsent(UID, _ -> new HashMap<>()).put(name, CpuSet.parseList(cpus));
        return this;
    }

    FakeNode memoryEntry(String name, Integer... numaNodes) {
        memoryEntries.computeIfAbsent(UID, _ -> new HashMap<>()).put(name,
                List.of(new Block(List.of(numaNodes), "memory", 1 << 30)));
        return this;
    }

    void cgroup(String cgroup, String cpus, String mems) {
        write(cgroup + "cpuset.cpus", cpus + "\n");
        write(cgroup + (layout.isUnified ? "cpuset.cpus.effective" : "cpuset.effective_cpus"), cpus + "\n");
        write(cgroup + "cpuset.mems", mems + "\n");
        write(cgroup + (layout.isUnified ? "cpuset.mems.effective" : "cpuset.effective_mems"), mems + "\n");
        if (Files.notExists(root.resolve(cgroup + "cgroup.procs"))) {
            write(cgroup + "cgroup.procs", "");
        }
    }

    private void folder(String path) {
        try {
            Files.createDirectories(root.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String path, String text) {
        try {
            Path file = root.resolve(path);
            folder(root.relativize(file).getParent().toString());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    VerificationReport verify() {
        Optional<MemoryState> memory = memoryEntries.isEmpty() ? Optional.empty()
                : Optional.of(new MemoryState("Static", Map.of(), memoryEntries, Map.of()));
        Checkpoints checkpoints = new Checkpoints(
                Optional.of(new CpuState("static", CpuSet.parseList(shared), cpuEntries, Map.of())), memory,
                Optional.empty());
        return NodeVerification.verify(checkpoints,
                NodeObserver.observe(new NodeObserver.Scope(root, Optional.empty(), cgroupRoot, true)),
                Tolerance.DEFAULT);
    }
}
