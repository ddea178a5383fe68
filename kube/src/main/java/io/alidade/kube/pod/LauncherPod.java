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
    /// The launcher, its monitor, virtqemud, virtlogd, QEMU itself and the I/O thread.
    private static final long FIXED_MEBI = 25 + 100 + 40 + 25 + 30 + 8;
    private static final long VIDEO_MEBI = 32;
    private static final long MEBI_BY_CPU = 8;
    private static final long PAGE_TABLE_SHARE = 512;
    /// Of a guest with passed-through devices: graphics, host devices or networks of SR-IOV.
    private static final long DEVICE_MEBI = 1024;
    private static final long GUARANTEED_MEBI = 100;
    private static final long ARM_MEBI = 128;
    private static final long TPM_MEBI = 53;
    private static final long ENCRYPTED_MEBI = 256;
    private static final long PROBES_MEBI = 100;
    private static final long PROBE_MEBI = 10;
    /// Guests without CPUs of their own request a tenth of them.
    private static final long MILLI_BY_CPU = 100;
    private static final int MAX_CPUS = 1 << 16;

    private final Fields owner;
    private final Fields domain;
    private final Position place;
    private final Optional<Fields> cpu;
    private final Map<String, Quantity> asked;
    private final Map<String, Quantity> limited;
    private final boolean isDedicated;
    /// The guest's, and those of its own that I/O threads have.
    private final long cpus;
    private final long ioThreads;
    private final Map<String, String> requests = new LinkedHashMap<>();
    private final Map<String, String> limits = new LinkedHashMap<>();

    /// @param owner the mapping that has the domain
    private LauncherPod(Fields owner, Fields domain) {
        this.owner = owner;
        this.domain = domain;
        this.place = domain.position();
        this.cpu = domain.object("cpu");
        Optional<Fields> resources = domain.object("resources");
        this.asked = resources.map(fields -> fields.quantities("requests")).orElse(Map.of());
        this.limited = resources.map(fields -> fields.quantities("limits")).orElse(Map.of());
        this.isDedicated = cpu.flatMap(fields -> fields.bool("dedicatedCpuPlacement")).orElse(false);
        this.cpus = hasTopology() ? count("sockets") * count("cores") * count("threads")
                : Optional.ofNullable(limited.getOrDefault("cpu", asked.get("cpu")))
                        .map(amount -> (long) Math.clamp(amount.value().longValue(), 1, MAX_CPUS)).orElse(1L);
        this.ioThreads = domain.object("ioThreads")
                .map(fields -> fields.integer("supplementalPoolThreadCount", 0, MAX_CPUS).orElse(0)).orElse(0L);
    }

    private boolean hasTopology() {
        return cpu.filter(fields -> fields.has("cores") || fields.has("sockets") || fields.has("threads")).isPresent();
    }

    private long count(String field) {
        return Math.max(1, cpu.map(fields -> fields.integer(field, 0, MAX_CPUS).orElse(1)).orElse(1L));
    }

    /// Of a VirtualMachine, its instance, or a set of them; nothing if the object has no domain.
    static Optional<Found> of(Mapping object) {
        Fields root = Fields.of(object);
        Optional<Fields> spec = root.object("spec");
        Optional<Fields> template = spec.flatMap(fields -> fields.object("template"))
                .flatMap(fields -> fields.object("spec"));
        String instancetype = spec.filter(fields -> fields.has("instancetype"))
                .map(_ -> "; what its instancetype adds is not in this file").orElse("");
        Optional<Fields> owner = template.or(() -> spec).filter(fields -> fields.has("domain"));
        return owner.flatMap(fields -> fields.object("domain").map(domain -> new Found(
                (template.isPresent() ? "spec.template.spec" : "spec") + ".domain", "",
                new LauncherPod(fields, domain).template(), replicas(spec),
                "as its launcher pod: CPUs and memory overhead are estimated, devices of networks and containers beside compute are left"
                        + " out" + instancetype)));
    }

    private static int replicas(Optional<Fields> spec) {
        return spec.map(fields -> (int) fields.integer("replicas", 0, Integer.MAX_VALUE).orElse(1)).orElse(1);
    }

    private Mapping template() {
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
        limited.forEach((name, amount) -> limits.put(name, amount.toText()));
        asked.forEach((name, amount) -> requests.put(name, amount.toText()));
        if (isDedicated) {
            boolean isIsolated = cpu.flatMap(fields -> fields.bool("isolateEmulatorThread")).orElse(false);
            both("cpu", Quantity.parse(Long.toString(cpus + ioThreads + (isIsolated ? 1 : 0))));
        } else {
            requests.putIfAbsent("cpu", (cpus + ioThreads) * MILLI_BY_CPU + "m");
        }
        memory();
        for (String list : List.of("gpus", "hostDevices")) {
            for (Fields device : devices(list)) {
                device.string("deviceName").ifPresent(name -> both(name,
                        Quantity.parse(requests.getOrDefault(name, "0")).add(Quantity.parse("1"))));
            }
        }
    }

    private List<Fields> devices(String list) {
        return domain.object("devices").map(fields -> fields.objects(list)).orElse(List.of());
    }

    /// What is asked of the node: the guest's memory, unless `resources` say otherwise, as huge pages where it has some; and
    /// the overhead.
    private void memory() {
        Optional<Fields> memory = domain.object("memory");
        Optional<Quantity> guest = memory.flatMap(fields -> fields.quantity("guest"));
        Quantity asking = Optional.ofNullable(asked.getOrDefault("memory", limited.get("memory"))).or(() -> guest)
                .orElse(Quantity.ZERO);
        Quantity overhead = Quantity.ofBytes(overheadMebi() * MEBI + asking.value().longValue() / PAGE_TABLE_SHARE);
        Optional<String> pages = memory.flatMap(fields -> fields.object("hugepages"))
                .flatMap(fields -> fields.string("pageSize"));
        Quantity paged = guest.filter(own -> own.compareTo(asking) < 0).orElse(asking);
        pages.ifPresent(size -> both("hugepages-" + size, paged));
        Quantity needed = overhead.add(pages.isPresent() ? asking.subtract(paged) : asking);
        requests.put("memory", needed.toText());
        if (isDedicated) {
            limits.put("memory", needed.toText());
        } else if (limited.containsKey("memory")) {
            Quantity limit = limited.get("memory");
            limits.put("memory", overhead.add(pages.isPresent()
                    ? limit.compareTo(paged) > 0 ? limit.subtract(paged) : Quantity.ZERO : limit).toText());
        }
    }

    private long overheadMebi() {
        Optional<Fields> devices = domain.object("devices");
        boolean hasVideo = devices.flatMap(fields -> fields.bool("autoattachGraphicsDevice")).orElse(true);
        boolean hasPassedThrough = !devices("gpus").isEmpty() || !devices("hostDevices").isEmpty()
                || devices("interfaces").stream().anyMatch(network -> network.has("sriov"));
        boolean hasTpm = devices.flatMap(fields -> fields.object("tpm"))
                .filter(tpm -> tpm.bool("enabled").orElse(true)).isPresent();
        boolean isEncrypted = domain.object("launchSecurity")
                .filter(security -> security.has("sev") || security.has("snp")).isPresent();
        long probes = List.of("livenessProbe", "readinessProbe").stream()
                .filter(probe -> owner.object(probe).filter(fields -> fields.has("exec")).isPresent()).count();
        return FIXED_MEBI + cpus * MEBI_BY_CPU + (hasVideo ? VIDEO_MEBI : 0) + (hasPassedThrough ? DEVICE_MEBI : 0)
                + (isDedicated || isGuaranteed() ? GUARANTEED_MEBI : 0)
                + (owner.string("architecture").filter("arm64"::equals).isPresent() ? ARM_MEBI : 0)
                + (hasTpm ? TPM_MEBI : 0) + (isEncrypted ? ENCRYPTED_MEBI : 0)
                + probes * PROBE_MEBI + (probes > 0 ? PROBES_MEBI : 0);
    }

    private boolean isGuaranteed() {
        return List.of("cpu", "memory").stream().allMatch(name -> asked.containsKey(name) && limited.containsKey(name)
                && asked.get(name).signum() > 0 && asked.get(name).compareTo(limited.get(name)) == 0);
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
