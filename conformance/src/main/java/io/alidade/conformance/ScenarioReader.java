package io.alidade.conformance;

import io.alidade.conformance.Scenario.Admit;
import io.alidade.conformance.Scenario.Devices;
import io.alidade.conformance.Scenario.Remove;
import io.alidade.conformance.Scenario.Restart;
import io.alidade.conformance.Scenario.Step;
import io.alidade.conformance.Scenario.Unplug;
import io.alidade.conformance.recording.RecordedBefore;
import io.alidade.conformance.recording.RecordedNode;
import io.alidade.conformance.recording.RecordedNodeReader;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Decodes recorded scenarios. Nothing in a line is passed over: an unknown operation or field, or a step without
/// expectation, is an error, because it would be a fact that is not compared.
final class ScenarioReader {
    private static final Set<String> STATE = Set.of("admitted", "sharedCpus", "freeMemory", "freeDevices");
    private static final Set<String> ADMISSION = Set.of("admitted", "sharedCpus", "freeMemory", "freeDevices", "reason",
            "message", "hints", "containers");
    private static final Set<
            String> RESTART = Set.of("admitted", "sharedCpus", "freeMemory", "freeDevices", "startError",
                    "readmitted");

    private final RecordedNodeReader nodes;

    ScenarioReader(KubeletVersion version) {
        this.nodes = new RecordedNodeReader(version);
    }

    Scenario read(DocumentNode document) {
        Fields fields = Fields.of(DocumentReader.mapping(document));
        RecordedNode node = nodes.read(fields);
        Optional<RecordedBefore> before = fields.object("before").map(told -> {
            RecordedBefore read = RecordedBefore.read(told);
            refuseUnknown(told);
            return read;
        });
        fields.node("meta");
        Optional<DocumentNode> afterStart = fields.node("afterStart");
        afterStart.ifPresent(state -> onlyKnown(DocumentReader.mapping(state), STATE));
        List<Step> steps = new ArrayList<>();
        for (Fields step : fields.objects("steps")) {
            steps.add(whole(step, node.topology(), before.isPresent(), PodManifests::readPod));
        }
        Scenario scenario = new Scenario(node, before, fields.string("startError"), afterStart, steps,
                fields.string("cpuManagerState"), fields.string("memoryManagerState"));
        refuseUnknown(fields);
        return scenario;
    }

    /// Decodes a step that follows a scenario on a line of its own.
    ///
    /// @param reading how the manifest of its pod is read
    Step step(Fields step, Scenario scenario, Function<Mapping, PodManifest> reading) {
        return whole(step, scenario.node().topology(), scenario.before().isPresent(), reading);
    }

    private Step whole(Fields fields, NodeTopology topology, boolean hasBefore,
            Function<Mapping, PodManifest> reading) {
        Step step = step(fields, topology, hasBefore, reading);
        fields.node("meta");
        refuseUnknown(fields);
        return step;
    }

    private Step step(Fields step, NodeTopology topology, boolean hasBefore, Function<Mapping, PodManifest> reading) {
        String operation = RecordedNodeReader.required(step, "op");
        Mapping expect = RecordedNodeReader.mapping(step, "expect");
        switch (operation) {
            case "restart" -> {
                if (hasBefore) {
                    throw new BadInput(step.position("op"), "op is \"restart\", and the scenario has before.",
                            "Begin another scenario with what the kubelet finds when it starts again.");
                }
                onlyKnown(expect, RESTART);
                expect.find("readmitted").map(DocumentReader::mapping)
                        .ifPresent(pods -> pods.entries()
                                .forEach(pod -> checkAdmission(DocumentReader.mapping(pod.value()))));
                Optional<NodeSettings> settings = step.node("kubeletConfiguration")
                        .map(configuration -> nodes.settings(configuration, topology));
                return new Restart(settings, step.bool("pluginsLate").orElse(false), expect);
            }
            case "admit" -> {
                checkAdmission(expect);
                step.string("pod");
                return new Admit(reading.apply(RecordedNodeReader.mapping(step, "manifest")), expect);
            }
            case "remove", "devices", "unplug" -> onlyKnown(expect, STATE);
            default -> throw new BadInput(step.position("op"), "op is \"" + operation + "\", which is not known.",
                    "Known are admit, remove, restart, devices and unplug.");
        }
        return switch (operation) {
            case "remove" -> new Remove(RecordedNodeReader.required(step, "pod"), expect);
            case "devices" -> new Devices(
                    RecordedNodeReader.devices(Optional.of(RecordedNodeReader.present(step, "devices")), topology),
                    expect);
            default -> new Unplug(RecordedNodeReader.required(step, "resource"), expect);
        };
    }

    private static void checkAdmission(Mapping expect) {
        onlyKnown(expect, ADMISSION);
        expect.find("containers").map(DocumentReader::mapping).ifPresent(containers -> containers.entries()
                .forEach(container -> onlyKnown(DocumentReader.mapping(container.value()), DecidedFacts.OF_CONTAINER)));
    }

    private static void onlyKnown(Mapping mapping, Collection<String> known) {
        for (DocumentNode.Entry entry : mapping.entries()) {
            if (!known.contains(entry.key())) {
                throw unknown(entry.keyPosition().toString(), entry.key());
            }
        }
    }

    private static void refuseUnknown(Fields fields) {
        for (Fields.Unknown field : fields.unknown()) {
            throw unknown(field.position().toString(), field.path());
        }
    }

    private static BadInput unknown(String place, String field) {
        return new BadInput(place + ": " + field + " is not a field of a recorded scenario.",
                "Remove it, or use an Alidade that knows it; docs/conformance.md has the fields.");
    }
}
