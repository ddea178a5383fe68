package io.alidade.kube.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.FeatureGates;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import io.alidade.testkit.Property;
import io.alidade.testkit.Randomness;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// Counted up and down, and counted anew: the same.
class NodeUsageProperties {
    private static final FeatureGates GATES = FeatureGates.DEFAULTS;

    private static PodManifest pod(Randomness random, int number) {
        String memory = random.chance(5) ? "9E" : random.between(0, 3) + "Mi";
        String text = String.format(Locale.ROOT, """
                apiVersion: v1
                kind: Pod
                metadata: {name: p%1$d, namespace: default, uid: p%1$d}
                spec:
                  containers:
                  - {name: c, image: i, ports: [{containerPort: 80, hostPort: %2$d}],
                     resources: {requests: {cpu: %3$dm, memory: %4$s}, limits: {example.test/gpu: %5$d}}}
                """, number, 1000 + number, random.between(0, 2), memory, random.between(0, 2));
        return PodManifests.readPod(DocumentReader.readOne("p", text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void usage_asPodsComeAndGo_isThatOfThePodsThatAreThere() {
        Property.check("usage", 60, random -> {
            List<PodManifest> there = new ArrayList<>();
            NodeUsage usage = NodeUsage.NONE;
            for (int step = 0; step < random.growing(1, 40); step++) {
                if (there.isEmpty() || random.chance(60)) {
                    there.add(pod(random, step));
                    usage = usage.and(there.getLast(), GATES);
                } else {
                    PodManifest gone = there.remove(random.between(0, there.size() - 1));
                    usage = usage.without(gone, () -> there, GATES);
                }
                assertThat(usage).isEqualTo(NodeUsage.of(there, GATES));
            }
        });
    }
}
