package io.alidade.linux.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the cgroups with cpusets of a machine are, as its folders say. The list of mounts would say it for a process in the
/// machine's own namespaces alone.
///
/// @param folder the cgroup of the whole machine
public record CpusetMount(Path folder) {
    private static final String CPUSET = "cpuset";
    private static final String CONTROLLERS = "cgroup.controllers";
    private static final String SLICE = ".slice";

    /// Looks for it; nothing where the kernel has no cpusets, or they cannot be seen.
    ///
    /// @param root the folder with the `sys` of the machine, `/` for this one
    public static Optional<CpusetMount> below(Path root) {
        Path top = root.resolve("sys/fs/cgroup");
        if (handsOut(top)) {
            return Optional.of(new CpusetMount(top));
        }
        try (Stream<Path> hierarchies = Files.list(top)) {
            // Version 1 has a folder for each hierarchy, which is called as its controllers: cpu,cpuacct.
            return hierarchies.sorted().filter(each -> isOfCpusets(each) || handsOut(each)).findFirst()
                    .map(CpusetMount::new);
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    private static boolean isOfCpusets(Path hierarchy) {
        return Arrays.asList(String.valueOf(hierarchy.getFileName()).split(",", -1)).contains(CPUSET);
    }

    private static boolean handsOut(Path unified) {
        try {
            return Arrays.asList(Files.readString(unified.resolve(CONTROLLERS), StandardCharsets.US_ASCII).strip()
                    .split(" ", -1)).contains(CPUSET);
        } catch (IOException notThere) {
            return false;
        }
    }

    /// The cgroup that a runtime names so: a path, `/kubepods/pod1/abc`; or for systemd the slice, a prefix and a name,
    /// `kubepods-pod1.slice:cri-containerd:abc`, where a slice lies below the one whose name its own begins with. It need not be
    /// there.
    ///
    /// @return nothing if that is no name of one
    public Optional<CpusetCgroup> named(String name) {
        List<String> parts = List.of(name.split(":", -1));
        String path = parts.size() == 3
                ? slices(parts.getFirst()) + "/" + parts.get(1) + "-" + parts.getLast() + ".scope"
                : name;
        boolean isPath = parts.size() == 3 || (parts.size() == 1 && name.startsWith("/"));
        if (!isPath || path.indexOf('\0') >= 0 || Arrays.asList(path.split("/", -1)).contains("..")) {
            return Optional.empty();
        }
        return Optional.of(new CpusetCgroup(folder.resolve(path.startsWith("/") ? path.substring(1) : path)));
    }

    /// `a-b.slice` lies in `a.slice`.
    private static String slices(String slice) {
        String name = slice.endsWith(SLICE) ? slice.substring(0, slice.length() - SLICE.length()) : slice;
        StringBuilder path = new StringBuilder();
        for (int end = name.indexOf('-'); end >= 0; end = name.indexOf('-', end + 1)) {
            path.append(name, 0, end).append(SLICE).append('/');
        }
        return path.append(name).append(SLICE).toString();
    }
}
