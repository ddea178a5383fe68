package io.alidade.kube.machine;

import io.alidade.engine.device.Device;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.document.Value;
import java.util.List;
import java.util.Map;

/// Writes a machine in the full form, with sizes in bytes and page sizes in kB.
final class MachineWriter {
    private MachineWriter() {}

    static Value.Mapping document(MachineDescription machine) {
        Value.Builder document = Value.mapping();
        machine.name().ifPresent(name -> document.with("name", name));
        document.with("numaNodes",
                Value.sequence(machine.topology().numaNodes().stream().map(MachineWriter::numaNode).toList()));
        document.with("cpus", Value.sequence(machine.topology().cpus().stream().map(MachineWriter::cpu).toList()));
        machine.hardware().memoryBytes().ifPresent(bytes -> document.with("memory", bytes));
        machine.ephemeralStorageBytes().ifPresent(bytes -> document.with("ephemeralStorage", bytes));
        if (!machine.devices().isEmpty()) {
            document.with("devices", devices(machine.devices()));
        }
        if (!machine.labels().isEmpty()) {
            document.with("labels", Value.texts(machine.labels()));
        }
        if (!machine.taints().isEmpty()) {
            document.with("taints", Value.sequence(machine.taints().stream().map(MachineWriter::taint).toList()));
        }
        return document.build();
    }

    static Value devices(List<Device> devices) {
        return Value.sequence(devices.stream().map(MachineWriter::device).toList());
    }

    private static Value numaNode(NumaNode numaNode) {
        Value.Builder fields = Value.mapping().with("node", numaNode.id()).with("memory", numaNode.memoryBytes());
        if (!numaNode.hugepages().isEmpty()) {
            Value.Builder pages = Value.mapping();
            for (Map.Entry<Long, Long> size : numaNode.hugepages().entrySet()) {
                pages.with(HugepageSizes.toKey(size.getKey()), size.getValue());
            }
            fields.with("hugepages", pages);
        }
        if (!numaNode.distances().isEmpty()) {
            fields.with("distances",
                    Value.sequence(numaNode.distances().stream().map(number -> Value.of((long) number)).toList()));
        }
        return fields.build();
    }

    private static Value cpu(Cpu cpu) {
        return Value.mapping().with("cpu", cpu.cpu()).with("core", cpu.core()).with("socket", cpu.socket())
                .with("numa", cpu.numaNode()).with("l3", cpu.uncoreCache()).build();
    }

    private static Value device(Device device) {
        Value.Builder fields = Value.mapping().with("resource", device.resource()).with("id", device.id());
        device.numaNodes().ifPresent(numaNodes -> fields.with("numa",
                Value.sequence(numaNodes.stream().map(number -> Value.of((long) number)).toList())));
        if (!device.healthy()) {
            fields.with("healthy", false);
        }
        return fields.build();
    }

    static Value taint(NodeTaint taint) {
        Value.Builder fields = Value.mapping().with("key", taint.key());
        if (!taint.value().isEmpty()) {
            fields.with("value", taint.value());
        }
        return fields.with("effect", taint.effect()).build();
    }
}
