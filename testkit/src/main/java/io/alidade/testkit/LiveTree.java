package io.alidade.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Writes the files of a made-up live node below a root: 8 CPUs, two NUMA nodes.
public record LiveTree(Path root, Layout layout) {
    public static final String UID = "0d4e7a52-91c3-4b8e-a6f0-2c5d1e9b7a10";
    public static final String OTHER_UID = "7b2c9e14-5f6a-4d03-8e71-93a0c4f5d628";
    /// Of a static pod: a hash.
    public static final String STATIC_UID = "c0ffee00c0ffee00c0ffee00c0ffee00";

    /// Where and under which names cgroups are.
    public enum Layout {
        V2_SYSTEMD("sys/fs/cgroup", true, "cri-containerd-", ".scope", ""),
        V2_CGROUPFS("sys/fs/cgroup", false, "", "", ""),
        V1_CGROUPFS("sys/fs/cgroup/cpuset", false, "", "", ""),
        V1_SYSTEMD("sys/fs/cgroup/cpuset", true, "docker-", ".scope", ""),
        HYBRID("sys/fs/cgroup/cpuset", false, "", "", ""),
        HYBRID_UNIFIED("sys/fs/cgroup/unified", false, "", "", ""),
        CRIO("sys/fs/cgroup", true, "crio-", ".scope", ""),
        CGROUP_ROOT("sys/fs/cgroup/cpuset", false, "", "", "deep/kubelet"),
        CGROUP_ROOT_SYSTEMD("sys/fs/cgroup", true, "cri-containerd-", ".scope", "kubelet");

        final String mount;
        public final boolean isSystemd;
        final String prefix;
        final String suffix;
        final String cgroupRoot;

        Layout(String mount, boolean isSystemd, String prefix, String suffix, String cgroupRoot) {
            this.mount = mount;
            this.isSystemd = isSystemd;
            this.prefix = prefix;
            this.suffix = suffix;
            this.cgroupRoot = cgroupRoot;
        }

        boolean isV2() {
            return mount.equals("sys/fs/cgroup") || this == HYBRID_UNIFIED;
        }
    }

    public static LiveTree of(Path root, Layout layout) {
        LiveTree tree = new LiveTree(root, layout);
        switch (layout) {
            case V2_SYSTEMD, V2_CGROUPFS, CRIO, CGROUP_ROOT_SYSTEMD ->
                tree.file("sys/fs/cgroup/cgroup.controllers", "cpuset cpu memory");
            case HYBRID -> tree.file("sys/fs/cgroup/unified/cgroup.controllers", "");
            case HYBRID_UNIFIED -> tree.file("sys/fs/cgroup/unified/cgroup.controllers", "cpuset memory");
            case V1_CGROUPFS, V1_SYSTEMD, CGROUP_ROOT -> {
            }
        }
        tree.file("sys/devices/system/cpu/online", "0-7").file("sys/devices/system/node/node0/cpulist", "0-3")
                .file("sys/devices/system/node/node1/cpulist", "4-7").folder("var/log/containers").folder("proc");
        return tree.cpuset(layout.mount, "0-7", "0-1").cpuset(tree.kubepods(), "0-7", "0-1");
    }

    /// An id of 64 digits.
    public static String id(char digit) {
        return String.valueOf(digit).repeat(64);
    }

    public String kubepods() {
        if (!layout.isSystemd) {
            return layout.mount + (layout.cgroupRoot.isEmpty() ? "" : "/" + layout.cgroupRoot) + "/kubepods";
        }
        return layout.mount + (layout.cgroupRoot.isEmpty() ? "/kubepods.slice"
                : "/" + layout.cgroupRoot + ".slice/" + layout.cgroupRoot + "-kubepods.slice");
    }

    /// The cgroup of a pod; `qos` is empty, `burstable` or `besteffort`.
    public String pod(String uid, String qos) {
        String kubepods = kubepods();
        if (!layout.isSystemd) {
            return kubepods + (qos.isEmpty() ? "" : "/" + qos) + "/pod" + uid;
        }
        String name = kubepods.substring(kubepods.lastIndexOf('/') + 1).replace(".slice", "");
        String below = qos.isEmpty() ? "" : "/" + name + "-" + qos + ".slice";
        return kubepods + below + "/" + name + (qos.isEmpty() ? "" : "-" + qos) + "-pod" + uid.replace('-', '_')
                + ".slice";
    }

    public String container(String pod, char digit) {
        return pod + "/" + layout.prefix + id(digit) + layout.suffix;
    }

    /// A cgroup that sets its CPUs and NUMA nodes.
    public LiveTree cpuset(String cgroup, String cpus, String mems) {
        return file(cgroup + "/cpuset.cpus", cpus).file(cgroup + "/cpuset.mems", mems)
                .file(cgroup + (layout.isV2() ? "/cpuset.cpus.effective" : "/cpuset.effective_cpus"), cpus)
                .file(cgroup + (layout.isV2() ? "/cpuset.mems.effective" : "/cpuset.effective_mems"), mems);
    }

    /// A named container with one process of one thread, all where its cgroup is.
    public LiveTree container(String pod, String uid, char digit, String name, String cpus, String mems, int process) {
        String cgroup = container(pod, digit);
        return cpuset(pod, "0-7", "0-1").cpuset(cgroup, cpus, mems).file(cgroup + "/cgroup.procs", process + "\n")
                .process(process, name, cpus, mems).log("web", "shop", uid, name, digit);
    }

    public LiveTree process(int id, String name, String cpus, String mems) {
        return thread(id, id, name, cpus, mems, 1);
    }

    public LiveTree thread(int process, int id, String name, String cpus, String mems, int parent) {
        return file("proc/" + process + "/task/" + id + "/status",
                String.format(Locale.ROOT,
                        "Name:\t%s%nPPid:\t%d%nCpus_allowed_list:\t%s%nMems_allowed:\t03%nMems_allowed_list:\t%s", name,
                        parent, cpus, mems));
    }

    public LiveTree log(String pod, String namespace, String uid, String container, char digit) {
        return link("var/log/containers/" + pod + "_" + namespace + "_" + container + "-" + id(digit) + ".log",
                "/var/log/pods/" + namespace + "_" + pod + "_" + uid + "/" + container + "/0.log");
    }

    public LiveTree file(String path, String text) {
        try {
            Files.createDirectories(parent(path));
            Files.writeString(root.resolve(path), text + "\n", StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public LiveTree folder(String path) {
        try {
            Files.createDirectories(root.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public LiveTree link(String path, String target) {
        try {
            Files.createDirectories(parent(path));
            Files.deleteIfExists(root.resolve(path));
            Files.createSymbolicLink(root.resolve(path), Path.of(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public LiveTree delete(String path) {
        try {
            Files.delete(root.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private Path parent(String path) {
        return Optional.ofNullable(root.resolve(path).getParent()).orElse(root);
    }

    /// The kubelet's `--cgroup-root`, as below the root of the cgroups; absent for the root itself.
    public Optional<String> cgroupRoot() {
        return layout.cgroupRoot.isEmpty() ? Optional.empty() : Optional.of("/" + layout.cgroupRoot);
    }
}
