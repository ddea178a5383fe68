package io.alidade.kube.pod;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Position;
import io.alidade.kube.pod.PodTemplates.Found;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The launcher pod that a virtual machine of KubeVirt becomes, estimated: its container `compute` has the guest's CPUs,
/// memory and devices and what the emulator needs beside them.
final class LauncherPod {
    private static final long MEBI = 1L << 20;
    /// The launcher, its monitor, virtqemud, virtlogd, QEMU itself, the I/O thread and the video memory.
    private static final long FIXED_MEBI = 25 + 100 + 40 + 25 + 30 + 8 + 32;
    private static final long MEBI_BY_CPU = 8;
    private static final long PAGE_TABLE_SHARE = 512;
    private static final long DEVICE_MEBI = 1024;
    /// Guests without CPUs of their own request a tenth of them.
    private static final long MILLI_BY_CPU = 100;
    private static final int MAX_CPUS = 1 << 16;

    private final Fields domain;
    private final Position place;
    private final long cpus;
    private final Map<String, String> requests = new LinkedHashMap<>();
    private final Map<String, String> limits = new LinkedHashMap<>();

    private LauncherPod(Fields domain) {
        this.domain = domain;
        this.place = domain.position();
        Optional<Fields> cpu = domain.object("cpu");
        this.cpus = cpu.map(fields -> fields.integer("sockets", 1, MAX_CPUS).orElse(1)
                * fields.integer("cores", 1, MAX_CPUS).orElse(1) * fields.integer("threads", 1, MAX_CPUS).orElse(1))
                .orElse(1L);
    }

    /// Of a VirtualMachine, its instance, or a set of them; nothing if the object has no domain.
    static Optional<Found> of(Mapping object) {
        Fields root = Fields.of(object);
        Optional<Fields> spec = root.object("spec");
        Optional<Fields> template = spec.flatMap(fields -> fields.object("template"))
                .flatMap(fields -> fields.object("spec"));
        Optional<Fields> owner = template.or(() -> spec).filter(fields -> fields.has("domain"));
        return owner.flatMap(fields -> fields.object("domain").map(domain -> new Found(
                (template.isPresent() ? "spec.template.spec" : "spec") + ".domain", "",
                new LauncherPod(domain).template(fields), replicas(spec),
                "as its launcher pod: CPUs and memory overhead are estimated, networks of SR-IOV are left out")));
    }

    private static int replicas(Optional<Fields> spec) {
        return spec.map(fields -> (int) fields.integer("replicas", 0, Integer.MAX_VALUE).orElse(1)).orElse(1);
    }

    private Mapping template(Fields owner) {
        amounts();
        Mapping resources = new Mapping(place, List.of(new Entry("requests", place, map(requests)),
                new Entry("limits", place, map(limits))));
        Mapping container = new Mapping(place, List.of(new Entry("name", place, text("compute")),
                new Entry("resources", place, resources)));
        List<Entry> spec = new ArrayList<>();
        spec.add(new Entry("containers", place, new Sequence(place, List.of(container))));
        for (String key : List.of("nodeSelector", "tolerations", "affinity")) {
            owner.node(key).ifPresent(node -> spec.add(new Entry(key, node.position(), node)));
        }
        return new Mapping(place, List.of(new Entry("spec", place, new Mapping(place, spec))));
    }

    private void amounts() {
        Optional<Fields> cpu = domain.object("cpu");
        boolean isDedicated = cpu.flatMap(fields -> fields.bool("dedicatedCpuPlacement")).orElse(false);
        boolean isIsolated = cpu.flatMap(fields -> fields.bool("isolateEmulatorThread")).orElse(false);
        Optional<Fields> resources = domain.object("resources");
        Map<String, Quantity> asked = resources.map(fields -> fields.quantities("requests")).orElse(Map.of());
        Map<String, Quantity> limited = resources.map(fields -> fields.quantities("limits")).orElse(Map.of());
        limited.forEach((name, amount) -> limits.put(name, amount.toText()));
        asked.forEach((name, amount) -> requests.put(name, amount.toText()));
        if (isDedicated) {
            Quantity own = cpu.filter(fields -> fields.has("cores") || fields.has("sockets") || fields.has("threads"))
                    .isPresent() ? Quantity.parse(Long.toString(cpus))
                            : Optional.ofNullable(limited.getOrDefault("cpu", asked.get("cpu")))
                                    .orElse(Quantity.parse("1"));
            both("cpu", own.add(Quantity.parse(isIsolated ? "1" : "0")));
        } else {
            requests.putIfAbsent("cpu", cpus * MILLI_BY_CPU + "m");
        }
        memory(isDedicated, asked, limited);
        for (String list : List.of("gpus", "hostDevices")) {
            for (Fields device : domain.object("devices").map(fields -> fields.objects(list)).orElse(List.of())) {
                device.string("deviceName").ifPresent(name -> both(name,
                        Quantity.parse(requests.getOrDefault(name, "0")).add(Quantity.parse("1"))));
            }
        }
    }

    private void memory(boolean isDedicated, Map<String, Quantity> asked, Map<String, Quantity> limited) {
        Optional<Fields> memory = domain.object("memory");
        Quantity guest = memory.flatMap(fields -> fields.quantity("guest"))
                .or(() -> Optional.ofNullable(asked.getOrDefault("memory", limited.get("memory"))))
                .orElse(Quantity.parse("0"));
        boolean hasDevices = domain.object("devices").filter(devices -> devices.has("gpus")
                || devices.has("hostDevices")).isPresent();
        Quantity overhead = Quantity.ofBytes((FIXED_MEBI + cpus * MEBI_BY_CPU + (hasDevices ? DEVICE_MEBI : 0)) * MEBI
                + guest.value().longValue() / PAGE_TABLE_SHARE);
        Optional<String> pages = memory.flatMap(fields -> fields.object("hugepages"))
                .flatMap(fields -> fields.string("pageSize"));
        pages.ifPresent(size -> both("hugepages-" + size, guest));
        Quantity needed = pages.isPresent() ? overhead : guest.add(overhead);
        requests.put("memory", needed.toText());
        if (isDedicated || limits.containsKey("memory")) {
            limits.put("memory", needed.toText());
        }
    }

    private void both(String resource, Quantity amount) {
        requests.put(resource, amount.toText());
        limits.put(resource, amount.toText());
    }

    private Mapping map(Map<String, String> amounts) {
        return new Mapping(place, amounts.entrySet().stream()
                .map(amount -> new Entry(amount.getKey(), place, (DocumentNode) text(amount.getValue()))).toList());
    }

    private Scalar text(String text) {
        return new Scalar(place, ScalarKind.STRING, text);
    }
}
