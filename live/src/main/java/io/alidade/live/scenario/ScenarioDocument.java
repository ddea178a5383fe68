package io.alidade.live.scenario;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.device.Device;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.checkpoint.CpuCheckpoint;
import io.alidade.kube.checkpoint.DeviceCheckpoint;
import io.alidade.kube.checkpoint.MemoryCheckpoint;
import io.alidade.kube.config.KubeletConfigurationWriter;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.DurableFiles;
import io.alidade.kube.document.Value;
import io.alidade.kube.machine.MachineDescription;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Scenarios as documents (docs/conformance.md), and as files of one line.
public final class ScenarioDocument {
    private ScenarioDocument() {}

    /// A whole scenario.
    ///
    /// @param meta more that is known; a replay passes it over
    /// @param names what names become, for all of the scenario
    public static Value.Mapping of(ScenarioStart start, List<ScenarioStep> steps, Value.Mapping meta,
            ScenarioNames names) {
        Value.Builder scenario = begin(start, names);
        if (!meta.fields().isEmpty()) {
            scenario.with("meta", meta);
        }
        return scenario.with("steps", Value.sequence(steps.stream().map(step -> of(step, names)).toList())).build();
    }

    /// A scenario without steps, which may follow it line by line.
    ///
    /// @param meta more that is known, the last field
    public static Value.Mapping of(ScenarioStart start, Value.Mapping meta) {
        return begin(start, ScenarioNames.KEPT).with("meta", meta).build();
    }

    /// What stands before the steps.
    private static Value.Builder begin(ScenarioStart start, ScenarioNames names) {
        MachineDescription machine = start.machine();
        MachineDescription shown = names.areReplaced()
                ? new MachineDescription(machine.topology(), machine.hardware(), Optional.empty(), OptionalLong.empty(),
                        List.of(), Map.of(), List.of(), Optional.empty())
                : machine.withDevices(List.of());
        return Value.mapping().with("id", start.id()).with("machine", shown.toDocument())
                .with("kubeletConfiguration", KubeletConfigurationWriter.document(start.configuration()))
                .with("devices", devices(machine.devices(), names))
                .with("before", before(start, names));
    }

    private static Value.Mapping before(ScenarioStart start, ScenarioNames names) {
        Checkpoints checkpoints = names.checkpoints(start.checkpoints());
        KubeletVersion version = start.version();
        FeatureGates gates = start.configuration().gates(version);
        return Value.mapping()
                .with("cpuManagerState", checkpoints.cpu()
                        .map(state -> Value.of(CpuCheckpoint.toText(state, version, gates))))
                .with("memoryManagerState", checkpoints.memory()
                        .map(state -> Value.of(MemoryCheckpoint.toText(state, version, gates))))
                .with("deviceCheckpoint", checkpoints.devices()
                        .map(state -> Value.of(DeviceCheckpoint.toText(state))))
                .with("pods", Value.sequence(start.pods().stream().map(pod -> PodOutline.of(pod, names)).toList()))
                .with("faults", start.faults().areMended() ? Optional.of(Value.of("mended")) : Optional.empty())
                .with("policies", start.policies().followsPods() && !names.areReplaced()
                        ? Optional.of(start.policies().toDocument()) : Optional.empty())
                .build();
    }

    /// One step.
    public static Value.Mapping of(ScenarioStep step, ScenarioNames names) {
        Value.Builder document = Value.mapping();
        Value.Builder expect = Value.mapping();
        switch (step) {
            case ScenarioStep.Admit(Value.Mapping pod, KubeletAnswer answer, _) -> {
                document.with("op", "admit").with("pod", names.uid(PodOutline.uid(pod)))
                        .with("manifest", PodOutline.of(pod, names));
                expect(expect, PodOutline.uid(pod), answer, names);
            }
            case ScenarioStep.Remove(String uid, _) -> document.with("op", "remove").with("pod", names.uid(uid));
            case ScenarioStep.Devices(List<Device> reported, _) -> document.with("op", "devices").with("devices",
                    devices(reported, names));
        }
        document.with("expect", expect);
        if (!step.meta().fields().isEmpty()) {
            document.with("meta", step.meta());
        }
        return document.build();
    }

    private static void expect(Value.Builder expect, String uid, KubeletAnswer answer, ScenarioNames names) {
        switch (answer) {
            case KubeletAnswer.Refused(String reason, String message) -> expect.with("admitted", false)
                    .with("reason", reason).with("message", message);
            case KubeletAnswer.Admitted(Map<String, KubeletAnswer.Given> containers) -> {
                Value.Builder all = Value.mapping();
                containers.forEach((name, given) -> all.with(names.container(uid, name), given(given, names)));
                expect.with("admitted", true).with("containers", all);
            }
        }
    }

    private static Value.Mapping given(KubeletAnswer.Given given, ScenarioNames names) {
        Value.Builder document = Value.mapping().with("exclusiveCpus", given.exclusiveCpus().toListString());
        given.memory().ifPresent(blocks -> document.with("memory", Value.sequence(blocks.stream()
                .map(block -> Value.mapping().with("type", block.type()).with("numa", numbers(block.numaAffinity()))
                        .with("size", block.size()).build())
                .toList())));
        Value.Builder devices = Value.mapping();
        given.devicesByNuma().forEach((resource, counts) -> {
            Value.Builder byNuma = Value.mapping();
            counts.forEach((numaNodes, count) -> byNuma.with(numaNodes, count));
            devices.with(resource, byNuma);
        });
        Value.Builder ids = Value.mapping();
        given.deviceIds().forEach((resource, own) -> ids.with(resource,
                Value.texts(own.stream().map(id -> names.device(resource, id)).toList())));
        return document.with("devicesByNuma", devices).with("deviceIds", ids).build();
    }

    private static Value devices(List<Device> devices, ScenarioNames names) {
        return Value.sequence(devices.stream().map(names::device).map(device -> {
            Value.Builder document = Value.mapping().with("resource", device.resource()).with("id", device.id());
            device.numaNodes().ifPresent(near -> document.with("numa", numbers(near)));
            return document.with("healthy", device.healthy()).build();
        }).toList());
    }

    private static Value numbers(List<Integer> numbers) {
        return Value.sequence(numbers.stream().map(number -> Value.of((long) number)).toList());
    }

    /// Writes a scenario to a file whose name tells the kubelet's version, as the replay reads it.
    ///
    /// @param name without that and an extension
    /// @return the file
    /// @throws io.alidade.kube.document.BadInput if it cannot be written
    public static Path write(Path folder, String name, KubeletVersion version, Value.Mapping scenario) {
        Path file = folder.resolve(name + "-v" + version.minor() + ".jsonl");
        DurableFiles.replace(Map.of(file, DocumentWriter.toCompactJson(scenario) + "\n"));
        return file;
    }
}
