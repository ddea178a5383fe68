package io.alidade.linux.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes the files of a made-up machine below a root, in the kernel's forms.
record FakeTree(Path root) {
    static final String CPU = "sys/devices/system/cpu/";
    static final String NODE = "sys/devices/system/node/";

    /// CPU `cpu` with one sibling list, on no NUMA node yet.
    FakeTree cpu(int cpu, int socket, int coreId, String siblings) {
        file(CPU + "cpu" + cpu + "/topology/physical_package_id", socket + "\n");
        file(CPU + "cpu" + cpu + "/topology/core_id", coreId + "\n");
        return file(CPU + "cpu" + cpu + "/topology/thread_siblings_list", siblings + "\n");
    }

    /// `count` CPUs, each a core of its own in socket 0, all on NUMA node 0 with 1 GiB.
    FakeTree plainCpus(int count) {
        for (int cpu = 0; cpu < count; cpu++) {
            cpu(cpu, 0, cpu, Integer.toString(cpu));
        }
        return file(CPU + "online", "0-" + (count - 1) + "\n").numaNode(0, "0-" + (count - 1), 1 << 20, "10");
    }

    FakeTree numaNode(int id, String cpus, long kilobytes, String distances) {
        file(NODE + "node" + id + "/cpulist", cpus + "\n");
        file(NODE + "node" + id + "/meminfo", "\nNode " + id + " MemTotal:       " + kilobytes + " kB\n");
        return file(NODE + "node" + id + "/distance", distances + "\n");
    }

    FakeTree cache(int cpu, int index, int level, String id, String cpus) {
        String folder = CPU + "cpu" + cpu + "/cache/index" + index + "/";
        file(folder + "level", level + "\n").file(folder + "type", "Unified\n").file(folder + "shared_cpu_list",
                cpus + "\n");
        return id.isEmpty() ? this : file(folder + "id", id + "\n");
    }

    FakeTree file(String path, String content) {
        return file(path, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    FakeTree file(String path, byte[] content) {
        try {
            Files.createDirectories(root.resolve(path).getParent());
            Files.write(root.resolve(path), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /// Replaces what is at `path` by a symbolic link.
    FakeTree link(String path, String target) {
        try {
            Files.createDirectories(root.resolve(path).getParent());
            Files.deleteIfExists(root.resolve(path));
            Files.createSymbolicLink(root.resolve(path), Path.of(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    FakeTree delete(String path) {
        try {
            Files.delete(root.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    DiscoveredMachine discover() {
        return MachineDiscovery.discover(root);
    }
}
