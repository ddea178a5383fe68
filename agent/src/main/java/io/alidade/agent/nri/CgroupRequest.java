package io.alidade.agent.nri;

import io.alidade.kube.document.Value;
import io.alidade.kube.pod.PodManifest;
import io.alidade.linux.process.CgroupFigures;
import io.alidade.wire.nri.Container;
import io.alidade.wire.nri.HugepageLimit;
import io.alidade.wire.nri.LinuxCPU;
import io.alidade.wire.nri.LinuxResources;
import io.alidade.wire.nri.PodSandbox;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a container asked for, made of the cgroup values that the kubelet gives to its runtime: the kubelet's own
/// conversions, backwards.
///
/// | asked for | comes as |
/// | --- | --- |
/// | QoS class | the name of the cgroup's parent: `besteffort`, `burstable`, or neither |
/// | CPU request | shares: 1,024 for each CPU, rounded down, at least 2 |
/// | CPU limit | quota for each period |
/// | limits of memory and hugepages | the same |
/// | devices | not at all; the kubelet says how many were given |
///
/// The memory request of a burstable container cannot be known; it has no say in where the container runs, since only
/// guaranteed pods are pinned.
///
/// @param container   its name
/// @param qos         `besteffort`, `burstable` or empty
/// @param quota       of CPU time in each `period`, both in microseconds
/// @param memory      its limit, in bytes
/// @param devices     that it has, by resource
/// @param annotations of its pod that say where it goes, without those of other containers
record CgroupRequest(String container, String qos, long shares, long quota, long period, long memory,
        List<HugepageLimit> hugepages, Map<String, Integer> devices, SortedMap<String, String> annotations) {
    private static final long MILLI = 1_000;
    private static final String BEST_EFFORT = "besteffort";
    private static final String BURSTABLE = "burstable";
    private static final String ANY_NAME = "any";
    private static final String CONTAINER_DOMAIN = ".alidade.io";
    private static final Map<String, String> UNITS = Map.of("KB", "Ki", "MB", "Mi", "GB", "Gi");

    CgroupRequest {
        hugepages = List.copyOf(hugepages);
        devices = Collections.unmodifiableMap(new TreeMap<>(devices));
        annotations = Collections.unmodifiableSortedMap(annotations);
    }

    static CgroupRequest of(PodSandbox sandbox, Container container, Map<String, Integer> devices) {
        LinuxResources cgroup = container.getLinux().getResources();
        LinuxCPU cpu = cgroup.getCpu();
        return new CgroupRequest(container.getName(), qos(sandbox), cpu.getShares().getValue(),
                cpu.getQuota().getValue(), cpu.getPeriod().getValue(), cgroup.getMemory().getLimit().getValue(),
                cgroup.getHugepageLimitsList(), devices, annotations(sandbox, container.getName()));
    }

    private static String qos(PodSandbox sandbox) {
        String parent = sandbox.getLinux().getCgroupParent().toLowerCase(Locale.ROOT);
        return parent.contains(BEST_EFFORT) ? BEST_EFFORT : parent.contains(BURSTABLE) ? BURSTABLE : "";
    }

    private static SortedMap<String, String> annotations(PodSandbox sandbox, String container) {
        SortedMap<String, String> annotations = new TreeMap<>();
        sandbox.getAnnotationsMap().forEach((key, value) -> {
            int slash = key.indexOf('/');
            boolean isOfAnother = slash > 0 && key.substring(0, slash).endsWith(CONTAINER_DOMAIN)
                    && !key.substring(slash + 1).equals(container);
            if (PodManifest.isForAgents(key) && !isOfAnother) {
                annotations.put(key, value);
            }
        });
        return annotations;
    }

    /// A pod with this one container, of any name.
    Value.Mapping pod() {
        Value.Builder where = Value.mapping();
        annotations.forEach(where::with);
        return Value.mapping().with("apiVersion", "v1").with("kind", "Pod")
                .with("metadata", Value.mapping().with("namespace", ANY_NAME).with("name", ANY_NAME)
                        .with("uid", ANY_NAME).with("annotations", where))
                .with("spec", Value.mapping().with("containers", Value.sequence(List.of(
                        Value.mapping().with("name", container).with("image", "unknown")
                                .with("resources", resources()).build()))))
                .build();
    }

    private Value.Builder resources() {
        Value.Builder limits = Value.mapping();
        devices.forEach((resource, count) -> limits.with(resource, Integer.toString(count)));
        if (qos.equals(BEST_EFFORT)) {
            return devices.isEmpty() ? Value.mapping() : Value.mapping().with("limits", limits);
        }
        if (memory > 0) {
            limits.with("memory", Long.toString(memory));
        }
        for (HugepageLimit pages : hugepages) {
            if (pages.getLimit() > 0) {
                limits.with("hugepages-" + binary(pages.getPageSize()), Long.toString(pages.getLimit()));
            }
        }
        long requested = requestedMilliCpus(shares);
        long limited = quota <= 0 || period <= 0 ? 0 : Math.ceilDiv(quota * MILLI, period);
        if (qos.equals(BURSTABLE)) {
            if (limited > 0) {
                limits.with("cpu", milli(limited));
            }
            Value.Builder requests = Value.mapping();
            if (requested > 0) {
                requests.with("cpu", milli(requested));
            }
            // Something less than the limit: otherwise it would be guaranteed.
            return Value.mapping().with("limits", limits).with("requests", requests.with("memory", "1"));
        }
        limits.with("cpu", milli(limited > 0 ? limited : requested));
        return Value.mapping().with("limits", limits);
    }

    /// The CPU request that gives so many shares, in thousandths of a CPU; 0 for none.
    static long requestedMilliCpus(long shares) {
        return shares <= CgroupFigures.MIN_SHARES ? 0 : Math.ceilDiv(shares * MILLI, CgroupFigures.SHARES_PER_CPU);
    }

    private static String milli(long cpus) {
        return cpus + "m";
    }

    /// `2MB`, as the kubelet writes it for a runtime, is `2Mi` elsewhere.
    private static String binary(String pageSize) {
        for (Map.Entry<String, String> unit : UNITS.entrySet()) {
            if (pageSize.endsWith(unit.getKey())) {
                return pageSize.substring(0, pageSize.length() - unit.getKey().length()) + unit.getValue();
            }
        }
        return pageSize;
    }
}
