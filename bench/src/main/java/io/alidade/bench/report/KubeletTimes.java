package io.alidade.bench.report;

import io.alidade.conformance.recording.RecordedLines;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The kubelet's own times on single admissions, as recorded.
record KubeletTimes(List<Time> all) {
    /// A time.
    ///
    /// @param stopped the kubelet was stopped after this time, before it came to an end
    record Time(int numaNodes, String policy, int resources, double micros, boolean stopped) {}

    KubeletTimes {
        all = List.copyOf(all);
    }

    /// Reads recorded scenarios with `kubeletMicros`.
    ///
    /// @throws BadInput when the file cannot be used
    static KubeletTimes read(Path file) {
        List<Time> times = new ArrayList<>();
        try (RecordedLines lines = RecordedLines.open(file)) {
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                Fields scenario = Fields.of(DocumentReader.mapping(
                        DocumentReader.readOne(file + " line " + lines.number(), line.get())));
                time(scenario).ifPresent(times::add);
            }
        }
        return new KubeletTimes(times);
    }

    private static Optional<Time> time(Fields scenario) {
        if (!(scenario.node("kubeletMicros").orElse(null) instanceof Scalar scalar)) {
            return Optional.empty();
        }
        boolean stopped = scalar.text().startsWith(">");
        int numaNodes = scenario.object("machine").map(machine -> machine.objects("numaNodes").size()).orElse(0);
        String policy = scenario.object("kubeletConfiguration").flatMap(made -> made.string("topologyManagerPolicy"))
                .orElse("none");
        return Optional.of(new Time(numaNodes, policy, resources(scenario),
                Double.parseDouble(stopped ? scalar.text().substring(1) : scalar.text()), stopped));
    }

    private static int resources(Fields scenario) {
        return scenario.objects("steps").stream().findFirst()
                .flatMap(step -> step.object("manifest")).flatMap(pod -> pod.object("spec"))
                .flatMap(spec -> spec.objects("containers").stream().findFirst())
                .flatMap(container -> container.object("resources"))
                .flatMap(amounts -> amounts.object("limits"))
                .map(limits -> limits.keys().size()).orElse(0);
    }

    Optional<Time> find(int numaNodes, String policy, int resources) {
        return all.stream().filter(time -> time.numaNodes == numaNodes && time.policy.equals(policy)
                && time.resources == resources).findFirst();
    }
}
