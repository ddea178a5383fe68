package io.alidade.kube.inventory;

import io.alidade.engine.machine.HardwareDevice.Kind;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.Fields;
import io.alidade.kube.machine.ExtendedResourceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Reads the configurations of device plugins into [PciRule]s and [Sharing].
final class PluginConfigurations {
    /// What is known without a configuration: the names that plugins of the vendors register.
    static final PciRule NVIDIA = PciRule.of("nvidia.com/gpu", Set.of(Kind.GPU, Kind.ACCELERATOR), "10de",
            Optional.of(false));
    static final List<PciRule> USUAL = List.of(NVIDIA,
            PciRule.of("amd.com/gpu", Set.of(Kind.GPU, Kind.ACCELERATOR), "1002", Optional.empty()),
            PciRule.of("gpu.intel.com/i915", Set.of(Kind.GPU), "8086", Optional.of(false)),
            PciRule.of("habana.ai/gaudi", Set.of(Kind.ACCELERATOR), "1da3", Optional.of(false)),
            PciRule.of("intel.com/intel_sriov_netdevice", Set.of(Kind.NIC, Kind.RDMA), "8086", Optional.of(true)),
            PciRule.of("intel.com/mlnx_sriov_rdma", Set.of(Kind.NIC, Kind.RDMA), "15b3", Optional.of(true)));

    private static final String SRIOV_PREFIX = "intel.com";
    private static final String RDMA_PREFIX = "rdma";
    private static final int MAX_REPLICAS = 10_000;
    private static final Set<
            String> JUDGED = Set.of("vendors", "devices", "deviceIDs", "pfNames", "ifNames", "rootDevices",
                    "pciAddresses", "isRdma", "IsRdma", "drivers", "linkTypes");
    /// Upper bits of the class, by what the kernel calls the link.
    private static final Map<String, Integer> LINKS = Map.of("ether", 0x0200, "infiniband", 0x0207);

    private final List<String> warnings;
    private final boolean isDriverTold;
    private final Set<String> notJudged = new TreeSet<>();

    /// How many devices a plugin makes of each one.
    record Sharing(String resource, String sharedResource, int replicas) {}

    /// @param isDriverTold whether the machine tells the drivers of its functions
    PluginConfigurations(List<String> warnings, boolean isDriverTold) {
        this.warnings = warnings;
        this.isDriverTold = isDriverTold;
    }

    static boolean isMapping(Mapping document) {
        return document.find("deviceMapping").isPresent();
    }

    static boolean isSriov(Mapping document) {
        return document.find("resourceList").isPresent();
    }

    static boolean isSharedRdma(Mapping document) {
        return document.find("configList").isPresent();
    }

    static boolean isNvidia(Mapping document) {
        return document.find("version").isPresent()
                && (document.find("sharing").isPresent() || document.find("flags").isPresent());
    }

    /// A mapping file of our own: `deviceMapping` with `resource` and what a function must be.
    List<PciRule> mapping(Mapping document) {
        List<PciRule> rules = new ArrayList<>();
        for (Fields rule : Fields.of(document).objects("deviceMapping")) {
            Set<Kind> kinds = new TreeSet<>();
            for (String name : rule.stringList("kinds")) {
                kinds.add(List.of(Kind.values()).stream().filter(kind -> kind.wireName().equals(name)).findFirst()
                        .orElseThrow(
                                () -> new BadInput(rule.position("kinds"), "\"" + name + "\" is no kind of device.",
                                        "Use gpu, accelerator, nic, rdma, nvme, storage or other.")));
            }
            rules.add(new PciRule(name(rule, rule.string("resource").orElse(""), "resource"), kinds,
                    ids(rule, "vendors"),
                    ids(rule, "devices"), rule.stringList("names"), Set.copyOf(rule.stringList("addresses")), List.of(),
                    Set.of(), Set.of(),
                    rule.bool("virtualFunctions"), rule.bool("topology").orElse(true),
                    (int) rule.integer("replicas", 1, MAX_REPLICAS).orElse(1), false));
            refuseUnknown(rule);
        }
        return rules;
    }

    private static void refuseUnknown(Fields rule) {
        rule.unknown().stream().findFirst().ifPresent(field -> {
            throw new BadInput(field.position(), field.path() + " is not known.",
                    "A mapping has resource, kinds, vendors,"
                            + " devices, names, addresses, virtualFunctions, topology and replicas.");
        });
    }

    /// The SR-IOV network device plugin: `resourceList`.
    List<PciRule> sriov(Mapping document) {
        List<PciRule> rules = new ArrayList<>();
        for (Fields resource : Fields.of(document).objects("resourceList")) {
            String prefix = resource.string("resourcePrefix").orElse(SRIOV_PREFIX);
            String name = name(resource, prefix + "/" + resource.string("resourceName").orElse(""), "resourceName");
            boolean hasTopology = !resource.bool("excludeTopology").orElse(false);
            Set<Kind> kinds = switch (resource.string("deviceType").orElse("netDevice")) {
                case "netDevice" -> Set.of(Kind.NIC, Kind.RDMA);
                case "accelerator" -> Set.of(Kind.ACCELERATOR);
                default -> {
                    warnings.add(
                            "device-type-unread: " + name + " is of a device type that no PCI device tells; left out.");
                    yield Set.of();
                }
            };
            if (kinds.isEmpty()) {
                continue;
            }
            // One object, or a list of which one has to fit.
            List<Fields> selectors = selectors(resource);
            for (Fields selector : selectors) {
                selector.keys().stream().filter(key -> !JUDGED.contains(key)).forEach(notJudged::add);
                boolean isRdma = selector.bool("isRdma").or(() -> selector.bool("IsRdma")).orElse(false);
                rules.add(new PciRule(name, isRdma ? Set.of(Kind.RDMA) : kinds, ids(selector, "vendors"),
                        ids(selector, "devices"), selector.stringList("pfNames"),
                        Set.copyOf(selector.stringList("pciAddresses")), selector.stringList("rootDevices"),
                        links(selector),
                        drivers(selector), Optional.empty(), hasTopology, 1, false));
            }
        }
        warn();
        return rules;
    }

    private static List<Fields> selectors(Fields resource) {
        if (resource.node("selectors").orElse(null) instanceof Mapping) {
            return resource.object("selectors").stream().toList();
        }
        return resource.has("selectors") ? resource.objects("selectors") : List.of(resource);
    }

    /// The plugin that shares RDMA cards: `configList`. Its devices have no topology.
    List<PciRule> sharedRdma(Mapping document) {
        List<PciRule> rules = new ArrayList<>();
        for (Fields resource : Fields.of(document).objects("configList")) {
            String prefix = resource.string("resourcePrefix").orElse(RDMA_PREFIX);
            String name = name(resource, prefix + "/" + resource.string("resourceName").orElse(""), "resourceName");
            for (Fields selector : selectors(resource)) {
                selector.keys().stream().filter(key -> !JUDGED.contains(key)).forEach(notJudged::add);
                rules.add(new PciRule(name, Set.of(Kind.RDMA), ids(selector, "vendors"), ids(selector, "deviceIDs"),
                        selector.stringList("ifNames"), Set.of(), List.of(), links(selector), drivers(selector),
                        Optional.empty(), false,
                        (int) resource.integer("rdmaHcaMax", 1, MAX_REPLICAS).orElse(1), true));
            }
        }
        warn();
        return rules;
    }

    private Set<String> drivers(Fields selector) {
        Set<String> drivers = Set.copyOf(selector.stringList("drivers"));
        if (!drivers.isEmpty() && !isDriverTold) {
            notJudged.add("drivers");
            return Set.of();
        }
        return drivers;
    }

    private static Set<Integer> links(Fields selector) {
        return selector.stringList("linkTypes").stream().map(name -> LINKS.getOrDefault(name, -1))
                .collect(Collectors.toSet());
    }

    private void warn() {
        notJudged.removeAll(Set.of("resourceName", "resourcePrefix", "selectors", "deviceType", "excludeTopology",
                "additionalInfo", "rdmaHcaMax"));
        if (!notJudged.isEmpty()) {
            warnings.add("selectors-unread: a captured machine does not tell " + String.join(", ", notJudged)
                    + "; the devices count as if these selectors were not there.");
        }
    }

    /// NVIDIA's plugin: `sharing`, and what its strategy for slices (MIG) means.
    List<Sharing> nvidia(Mapping document) {
        Fields fields = Fields.of(document);
        String strategy = fields.object("flags").flatMap(flags -> flags.string("migStrategy")).orElse("none");
        if (!strategy.equals("none")) {
            warnings.add("mig-strategy-unread: the strategy is " + strategy
                    + ", and PCI devices do not tell how GPUs are cut"
                    + " into slices; GPUs count whole. Name slices in a list for --devices.");
        }
        List<Sharing> sharings = new ArrayList<>();
        for (String way : List.of("timeSlicing", "mps")) {
            fields.object("sharing").flatMap(sharing -> sharing.object(way)).ifPresent(slicing -> {
                boolean renamed = slicing.bool("renameByDefault").orElse(false);
                for (Fields resource : slicing.objects("resources")) {
                    String name = name(resource, resource.string("name").orElse(""), "name");
                    sharings.add(new Sharing(name, resource.string("rename").map(other -> other.contains("/") ? other
                            : name.substring(0, name.indexOf('/') + 1) + other)
                            .orElse(renamed ? name + ".shared" : name),
                            (int) resource.integer("replicas", 1, MAX_REPLICAS).orElse(1)));
                }
            });
        }
        return sharings;
    }

    private static String name(Fields fields, String name, String key) {
        if (!ExtendedResourceName.isValid(name)) {
            throw new BadInput(fields.position(key), fields.path(key) + " makes the resource \"" + name
                    + "\", which is no extended resource name.", "Write a name such as nvidia.com/gpu.");
        }
        return name;
    }

    private static Set<String> ids(Fields fields, String key) {
        return fields.stringList(key).stream().map(PciIds::plain).collect(Collectors.toSet());
    }
}
