package io.alidade.conformance.speed;

import io.alidade.conformance.recording.RecordedLines;
import io.alidade.conformance.recording.RecordedNode;
import io.alidade.conformance.recording.RecordedNodeReader;
import io.alidade.conformance.recording.RecordedVersion;
import io.alidade.engine.pod.PodRequest;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.pod.PodManifests;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the cases of a file. Scenarios with expectations will do, too; their first admission is taken.
final class SpeedCaseReader {
    private SpeedCaseReader() {}

    static List<SpeedCase> read(Path file) {
        RecordedNodeReader nodes = new RecordedNodeReader(RecordedVersion.of(file));
        List<SpeedCase> cases = new ArrayList<>();
        try (RecordedLines lines = RecordedLines.open(file)) {
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                DocumentNode document = DocumentReader.readOne(file + " line " + lines.number(), line.get());
                Fields scenario = Fields.of(DocumentReader.mapping(document));
                RecordedNode node = nodes.read(scenario);
                firstPod(scenario).ifPresent(
                        pod -> cases.add(new SpeedCase(node, pod, kubelet(scenario))));
            }
        }
        if (cases.isEmpty()) {
            throw new BadInput(file + " holds no admission.",
                    "Give a file of scenarios with a step that admits a pod.");
        }
        return cases;
    }

    private static Optional<PodRequest> firstPod(Fields scenario) {
        for (Fields step : scenario.objects("steps")) {
            if (step.string("op").orElse("").equals("admit")) {
                return Optional.of(PodManifests.readPod(RecordedNodeReader.mapping(step, "manifest")).request());
            }
        }
        return Optional.empty();
    }

    private static Optional<KubeletTime> kubelet(Fields scenario) {
        return scenario.node("kubeletMicros").map(node -> {
            String text = node instanceof Scalar scalar ? scalar.text() : "";
            boolean stopped = text.startsWith(">");
            try {
                double micros = Double.parseDouble(stopped ? text.substring(1) : text);
                boolean isText = node instanceof Scalar scalar && scalar.kind() == ScalarKind.STRING;
                if (stopped == isText && micros > 0 && micros < 1e15) {
                    return stopped ? new KubeletTime.Stopped(micros) : new KubeletTime.Measured(micros);
                }
            } catch (NumberFormatException notANumber) {
                // Said below.
            }
            throw new BadInput(node.position(),
                    "kubeletMicros is " + scenario.describe("kubeletMicros") + ", not a time.",
                    "Write microseconds as a number, or \">60000000\" where the kubelet was stopped.");
        });
    }
}
