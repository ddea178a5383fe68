package io.alidade.conformance;

import io.alidade.conformance.Scenario.Admit;
import io.alidade.conformance.Scenario.Devices;
import io.alidade.conformance.Scenario.Remove;
import io.alidade.conformance.Scenario.Restart;
import io.alidade.conformance.Scenario.Step;
import io.alidade.conformance.Scenario.Unplug;
import io.alidade.conformance.recording.RecordedVersion;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A decision as it was written down: the pod that came, and the whole node as it was then.
///
/// @param before  the node when the pod came
/// @param machine as it was when the node was last written down
public record RecordedMoment(PodManifest pod, KubeletNode before, MachineDescription machine,
        KubeletConfiguration configuration, KubeletVersion version) {
    private static final String OPERATION = "op";

    /// Plays lines up to the last, whose pod comes to the node that the others lead to.
    ///
    /// @param file  tells the kubelet's version by its name, and is named to people
    /// @param lines a scenario of a running kubelet, steps of it, and records that are no steps
    /// @return nothing if the last line is no admission, or no such scenario stands before it
    /// @throws BadInput if a line is none of these
    public static Optional<RecordedMoment> of(Path file, List<byte[]> lines) {
        if (lines.size() < 2) {
            return Optional.empty();
        }
        KubeletVersion version = RecordedVersion.of(file);
        ScenarioReader reader = new ScenarioReader(version);
        DocumentNode first = DocumentReader.readOne(file.toString(), lines.getFirst());
        if (!Fields.of(DocumentReader.mapping(first)).has("before")) {
            return Optional.empty();
        }
        Scenario scenario = reader.read(first);
        Optional<Played> played = begun(scenario);
        for (byte[] line : lines.subList(1, lines.size() - 1)) {
            Optional<Step> step = step(file, line, reader, scenario);
            if (step.isPresent()) {
                played = played.flatMap(before -> after(before, step.get()));
            }
        }
        Optional<KubeletNode> before = played.flatMap(
                last -> last instanceof Played.Kubelet(KubeletNode node) ? Optional.of(node) : Optional.empty());
        return step(file, lines.getLast(), reader, scenario).flatMap(
                last -> last instanceof Admit(PodManifest pod, var _) ? Optional.of(pod) : Optional.empty())
                .flatMap(pod -> before.map(node -> new RecordedMoment(pod, node, scenario.node().machine(),
                        scenario.node().configuration(), version)));
    }

    private static Optional<Played> begun(Scenario scenario) {
        return scenario.before().flatMap(before -> switch (before.running(scenario.node())) {
            case KubeletStart.Started started -> Optional.of(new Played.Kubelet(started.node()));
            case KubeletStart.Refused _ -> Optional.empty();
        });
    }

    private static Optional<Step> step(Path file, byte[] line, ScenarioReader reader, Scenario scenario) {
        Fields fields = Fields.of(DocumentReader.mapping(DocumentReader.readOne(file.toString(), line)));
        return fields.has(OPERATION) ? Optional.of(reader.step(fields, scenario, PodManifests::readPod))
                : Optional.empty();
    }

    private static Optional<Played> after(Played before, Step step) {
        return switch (step) {
            case Admit(PodManifest pod, var expect) -> Optional.of(before.admit(pod, expect, new Facts()));
            case Remove(String pod, var _) -> Optional.of(before.remove(pod));
            case Devices(var devices, var _) -> Optional.of(before.devicesReported(devices));
            case Unplug(String resource, var _) -> Optional.of(before.pluginUnplugged(resource));
            // Of a kubelet that runs there are none.
            case Restart _ -> Optional.empty();
        };
    }
}
