package io.alidade.linux.observe;

import io.alidade.engine.pod.QosClass;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the kubelet and container runtimes name cgroups.
///
/// cgroupfs: `kubepods/burstable/pod<uid>/<container id>`. systemd:
/// `kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod<uid>.slice/cri-containerd-<id>.scope`, with `_` for `-` in
/// the uid. The uid of a static pod is a hash without dashes. A slice below another one has its name in front.
final class CgroupNames {
    private static final Pattern POD = Pattern.compile("pod([A-Za-z0-9_-]{1,64})");
    private static final Pattern POD_SLICE = Pattern.compile("(?:.+-)?pod([A-Za-z0-9_]{1,64})\\.slice");
    private static final Pattern CONTAINER = Pattern.compile("(?:([a-z][a-z0-9-]*)-)?([0-9a-f]{64})(?:\\.scope)?");
    private static final String KUBEPODS = "kubepods";
    private static final String SLICE = ".slice";
    private static final String MONITOR = "conmon";

    private CgroupNames() {}

    /// The driver that makes this the cgroup of all pods; nothing for any other cgroup.
    static Optional<CgroupDriver> kubepods(String name) {
        if (name.equals(KUBEPODS)) {
            return Optional.of(CgroupDriver.CGROUPFS);
        }
        return name.equals(KUBEPODS + SLICE) || name.endsWith("-" + KUBEPODS + SLICE)
                ? Optional.of(CgroupDriver.SYSTEMD)
                : Optional.empty();
    }

    /// The class whose pods are below this cgroup; nothing if it is not a cgroup of one.
    static Optional<QosClass> qosClass(String name) {
        for (QosClass qosClass : new QosClass[] {QosClass.BURSTABLE, QosClass.BEST_EFFORT}) {
            String wanted = qosClass == QosClass.BURSTABLE ? "burstable" : "besteffort";
            if (name.equals(wanted) || name.endsWith("-" + wanted + SLICE)) {
                return Optional.of(qosClass);
            }
        }
        return Optional.empty();
    }

    /// The uid of the pod whose cgroup this is.
    static Optional<String> podUid(String name) {
        Matcher plain = POD.matcher(name);
        if (plain.matches()) {
            return Optional.of(plain.group(1));
        }
        Matcher slice = POD_SLICE.matcher(name);
        return slice.matches() ? Optional.of(slice.group(1).replace('_', '-')) : Optional.empty();
    }

    /// The id of the container whose cgroup this is.
    static Optional<String> containerId(String name) {
        Matcher matcher = CONTAINER.matcher(name);
        return matcher.matches() && !isMonitor(name) ? Optional.of(matcher.group(2)) : Optional.empty();
    }

    /// True for the cgroup of CRI-O's monitor of a container: a process of the runtime that is only put beside it.
    static boolean isMonitor(String name) {
        Matcher matcher = CONTAINER.matcher(name);
        return matcher.matches() && matcher.group(1) != null && matcher.group(1).endsWith(MONITOR);
    }

    /// The cgroup that systemd has for a path of the kubelet's option `--cgroup-root`: `a/b` is `a.slice/a-b.slice`.
    static String systemdPath(String path) {
        StringBuilder slices = new StringBuilder();
        StringBuilder name = new StringBuilder();
        for (String part : path.split("/", -1)) {
            if (!part.isEmpty()) {
                name.append(name.isEmpty() ? "" : "-").append(part.replace('-', '_'));
                slices.append(slices.isEmpty() ? "" : "/").append(name).append(SLICE);
            }
        }
        return slices.toString();
    }
}
