package io.alidade.kube.inventory;

import io.alidade.engine.device.Device;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.machine.HardwareDevice;
import io.alidade.kube.checkpoint.DeviceCheckpoint;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.inventory.PluginConfigurations.Sharing;
import io.alidade.kube.machine.DeviceReader;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.paste.JoinedMachine;
import io.alidade.kube.paste.Pastes;
import io.alidade.kube.paste.Told;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The devices of a node, from one source or several.
///
/// @param warnings each after the name of its kind
public record DeviceInventory(List<Device> devices, List<String> warnings) {
    private static final int MAX_DEVICES = 100_000;

    public DeviceInventory {
        devices = List.copyOf(devices);
        warnings = List.copyOf(warnings);
    }

    /// One source.
    public sealed interface Source {
        /// The machine's PCI devices under the names that plugins usually register.
        record UsualNames() implements Source {}

        /// A document, told apart by content: a list of devices, a mapping file, a plugin's configuration or a ConfigMap
        /// with one, a kubelet's device checkpoint, a node object, output of `nvidia-smi`.
        ///
        /// @param name for messages
        record Document(String name, byte[] bytes) implements Source {}
    }

    /// Reads all sources for a machine; the devices that it has itself are left out.
    ///
    /// @throws BadInput if a source is none that is known, cannot be used, or names a device twice
    public static DeviceInventory read(List<Source> sources, MachineDescription machine) {
        Reading reading = new Reading(machine);
        sources.forEach(reading::add);
        return reading.inventory();
    }

    private static final class Reading {
        private final MachineDescription machine;
        private final List<String> warnings = new ArrayList<>();
        private final PluginConfigurations configurations;
        private final List<PciRule> rules = new ArrayList<>();
        private final List<Sharing> sharings = new ArrayList<>();
        private final Map<List<String>, Device> devices = new LinkedHashMap<>();
        private final Set<String> pooled = new HashSet<>();
        private boolean usualNames;

        private Reading(MachineDescription machine) {
            this.machine = machine;
            this.configurations = new PluginConfigurations(warnings,
                    machine.hardware().devices().stream().anyMatch(device -> device.driver().isPresent()));
        }

        private void add(Source source) {
            switch (source) {
                case Source.UsualNames() -> usualNames = true;
                case Source.Document(String name, byte[] bytes) -> document(name, bytes);
            }
        }

        private void document(String name, byte[] bytes) {
            List<Told> told = Pastes.read(name, bytes);
            if (!told.isEmpty()) {
                JoinedMachine joined = JoinedMachine.of("the machine", machine.withDevices(List.of()), told);
                warnings.addAll(joined.warnings());
                joined.machine().devices().forEach(this::put);
                return;
            }
            DocumentNode document = DocumentReader.readOne(name, bytes);
            if (document instanceof Mapping mapping && mapping.find("Data").isPresent()
                    && mapping.find("Checksum").isPresent()) {
                checkpoint(name, bytes);
            } else if (!(document instanceof Mapping mapping) || !configuration(name, mapping)) {
                DeviceReader.read(document, machine.topology()).forEach(this::put);
            }
        }

        private boolean configuration(String name, Mapping mapping) {
            if (PluginConfigurations.isMapping(mapping)) {
                rules.addAll(configurations.mapping(mapping));
            } else if (PluginConfigurations.isSriov(mapping)) {
                rules.addAll(configurations.sriov(mapping));
            } else if (PluginConfigurations.isSharedRdma(mapping)) {
                rules.addAll(configurations.sharedRdma(mapping));
            } else if (PluginConfigurations.isNvidia(mapping)) {
                sharings.addAll(configurations.nvidia(mapping));
                rules.add(PluginConfigurations.NVIDIA);
            } else if (mapping.find("kind").orElse(mapping) instanceof DocumentNode.Scalar kind
                    && kind.text().equals("ConfigMap")) {
                configMap(name, mapping);
            } else {
                return false;
            }
            return true;
        }

        /// The first configuration in it that is known; of several for NVIDIA's plugin, the one called `any` or `default`.
        private void configMap(String name, Mapping mapping) {
            Map<String, Mapping> known = new TreeMap<>();
            Fields.of(mapping).strings("data").forEach((key, text) -> {
                List<DocumentNode> all = DocumentReader.readAll(name + ", " + key,
                        text.getBytes(StandardCharsets.UTF_8));
                if (all.size() == 1 && all.getFirst() instanceof Mapping inner && isConfiguration(inner)) {
                    known.put(key, inner);
                }
            });
            Optional<Mapping> only = known.size() == 1 ? known.values().stream().findFirst()
                    : Optional.ofNullable(known.get("any")).or(() -> Optional.ofNullable(known.get("default")));
            if (only.isEmpty()) {
                throw new BadInput(mapping.position(), known.isEmpty()
                        ? "the ConfigMap has no configuration of a device plugin that is known."
                        : "the ConfigMap has several configurations (" + String.join(", ", known.keySet())
                                + "), and one is wanted.",
                        "Give the configuration itself: of NVIDIA's plugin, the SR-IOV network device plugin or the RDMA shared"
                                + " device plugin.");
            }
            configuration(name, only.get());
        }

        private static boolean isConfiguration(Mapping inner) {
            return PluginConfigurations.isSriov(inner) || PluginConfigurations.isSharedRdma(inner)
                    || PluginConfigurations.isNvidia(inner);
        }

        /// Registered devices. Their NUMA nodes are known of those that a container holds, and of those that are called by
        /// the address of a PCI device.
        private void checkpoint(String name, byte[] bytes) {
            DeviceCheckpoint.Outcome outcome = DeviceCheckpoint.parse(name, bytes);
            outcome.warning().ifPresent(warning -> {
                throw new BadInput(name + " is a device checkpoint that a kubelet does not read: " + warning + ".",
                        "Copy the whole file, as the kubelet wrote it.");
            });
            DeviceState state = outcome.state();
            Map<List<String>, Integer> numaNodes = new HashMap<>();
            state.podEntries().forEach(entry -> entry.deviceIds().forEach((numaNode, ids) -> ids.forEach(id -> {
                if (machine.topology().position(numaNode) >= 0) {
                    numaNodes.put(List.of(entry.resource(), id), numaNode);
                }
            })));
            Map<String, Integer> pci = new HashMap<>();
            machine.hardware().devices().forEach(device -> device.numaNode()
                    .ifPresent(numaNode -> pci.put(device.address(), numaNode)));
            int unknown = 0;
            for (Map.Entry<String, List<String>> resource : new TreeMap<>(state.registeredDevices()).entrySet()) {
                for (String id : resource.getValue()) {
                    Optional<Integer> numaNode = Optional.ofNullable(numaNodes.get(List.of(resource.getKey(), id)))
                            .or(() -> Optional.ofNullable(pci.get(id)));
                    unknown += numaNode.isPresent() ? 0 : 1;
                    put(new Device(resource.getKey(), id, numaNode.map(List::of), true));
                }
            }
            if (unknown > 0) {
                warnings.add("devices-without-numa-node: " + name + " does not tell the NUMA node of " + unknown
                        + " registered devices; they count as devices without topology.");
            }
        }

        private void put(Device device) {
            if (devices.size() >= MAX_DEVICES) {
                throw new BadInput("there are more than " + MAX_DEVICES + " devices.",
                        "Leave out what no pod asks for.");
            }
            if (devices.putIfAbsent(List.of(device.resource(), device.id()), device) != null) {
                throw new BadInput("two sources give the device " + device.id() + " of " + device.resource() + ".",
                        "Name each device in one source.");
            }
        }

        private DeviceInventory inventory() {
            if (usualNames) {
                rules.addAll(PluginConfigurations.USUAL);
            }
            List<HardwareDevice> all = machine.hardware().devices();
            Set<String> taken = new HashSet<>();
            for (PciRule rule : rules) {
                List<HardwareDevice> fitting = all.stream().filter(function -> rule.fits(function, all)).toList();
                if (rule.isPool()) {
                    for (int replica = 0; replica < rule.replicas() && !fitting.isEmpty(); replica++) {
                        put(new Device(rule.resource(), Integer.toString(replica), Optional.empty(), true));
                    }
                    fitting.stream().map(HardwareDevice::address).forEach(pooled::add);
                    continue;
                }
                // Of a card that is cut into virtual functions only these are given.
                fitting.stream().filter(function -> function.virtualFunctions().orElse(0) == 0
                        && taken.add(function.address())).forEach(function -> {
                            for (int replica = 0; replica < rule.replicas(); replica++) {
                                put(rule.device(function, replica));
                            }
                        });
            }
            if (taken.isEmpty() && pooled.isEmpty() && !sharings.isEmpty()) {
                machine.devices().forEach(this::put);
                return new DeviceInventory(shared(), warnings);
            }
            if (!rules.isEmpty()) {
                warnings.add(taken.isEmpty() && pooled.isEmpty()
                        ? "devices-unknown: no PCI device of the machine fits; none are counted."
                        : "device-ids-assumed: devices are called by their PCI addresses; a plugin may call them otherwise.");
            }
            return new DeviceInventory(shared(), warnings);
        }

        private List<Device> shared() {
            List<Device> result = new ArrayList<>();
            for (Device device : devices.values()) {
                Optional<Sharing> sharing = sharings.stream().filter(one -> one.resource().equals(device.resource())
                        && one.replicas() > 1).findFirst();
                if (sharing.isEmpty()) {
                    result.add(device);
                    continue;
                }
                for (int i = 0; i < sharing.get().replicas(); i++) {
                    result.add(new Device(sharing.get().sharedResource(), device.id() + "::" + i, device.numaNodes(),
                            device.healthy()));
                }
            }
            return result;
        }
    }
}
