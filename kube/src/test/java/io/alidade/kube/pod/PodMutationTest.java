package io.alidade.kube.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.kube.document.BadInput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Manifests with values exchanged give [BadInput] or pods, and nothing else. `-Dalidade.seed=N` replays one seed.
class PodMutationTest {
    private static final long SEED = Long.getLong("alidade.seed", 13);
    private static final int CASES = 20_000;
    private static final String SOUND = """
            {kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: ns}, spec: {replicas: 2, template:
             {metadata: {labels: {a: b}}, spec: {overhead: {cpu: 1m}, resources: {limits: {cpu: 4}}, hostNetwork: true,
              tolerations: [{key: k, operator: Exists}], priority: 1, nodeSelector: {a: b}, os: {name: linux},
              affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms:
               [{matchExpressions: [{key: k, operator: In, values: [v]}]}]}}},
              initContainers: [{name: i, restartPolicy: Always, resources: {limits: {cpu: 1, hugepages-2Mi: 4Mi}}}],
              containers: [{name: c0, ports: [{containerPort: 80, hostPort: 81}],
               resources: {requests: {cpu: 1, memory: 1.5Gi}, limits: {cpu: 2, nvidia.com/gpu: 1}}}]}}}}
            """;
    private static final List<String> VALUES = List.of("{}", "[]", "null", "''", "x", "0", "-1", "1e30",
            "9223372036854775807",
            "true", "[{}]", "[null]", "{a: 1}", "Pod", "List", "v1", "1Ei", "0.0000001", "hugepages-1",
            "nvidia.com/gpu",
            "{cpu: 1e999}", "{memory: -8Ei}", "{nvidia.com/gpu: 1}", "{hugepages-1Gi: 8Ei, cpu: 1}", "cpu", "c0");

    @Test
    void read_exchangedValues_givesBadInputOrPods() {
        SplittableRandom random = new SplittableRandom(SEED);
        int read = 0;
        for (int index = 0; index < CASES; index++) {
            String text = mutate(random);
            try {
                PodManifests manifests = PodManifests.read("x", text.getBytes(StandardCharsets.UTF_8),
                        OptionalInt.empty());
                manifests.pods().forEach(pod -> assertThat(EffectiveRequests.of(pod)).isNotNull());
                read++;
            } catch (BadInput refusal) {
                assertThat(refusal.getMessage()).startsWith("x");
            } catch (RuntimeException failure) {
                throw new AssertionError("case " + index + " of seed " + SEED + ": " + text, failure);
            }
        }
        assertThat(read).as("sound after all, seed %d", SEED).isBetween(CASES / 50, CASES * 9 / 10);
    }

    /// Puts another value in the place of one or two words, or of whole brackets.
    private static String mutate(SplittableRandom random) {
        StringBuilder text = new StringBuilder(SOUND);
        for (int change = random.nextInt(1, 3); change > 0; change--) {
            int start = random.nextInt(text.length());
            while (start > 0 && (Character.isLetterOrDigit(text.charAt(start)) || text.charAt(start) == ' ')) {
                start--;
            }
            int end = start + 1;
            while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
                end++;
            }
            String kept = text.substring(start, start + 1);
            text.replace(start, end, kept + VALUES.get(random.nextInt(VALUES.size())));
        }
        return text.toString();
    }
}
