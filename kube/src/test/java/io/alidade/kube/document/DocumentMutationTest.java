package io.alidade.kube.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Damaged documents give [BadInput] or a result, and nothing else. `-Dalidade.seed=N` replays one seed.
class DocumentMutationTest {
    private static final long SEED = Long.getLong("alidade.seed", 11);
    private static final int CASES = 30_000;
    private static final List<String> SOUND = List.of("""
            # a pod
            apiVersion: v1
            kind: Pod
            metadata: {name: web, labels: {app.kubernetes.io/name: "web", tier: 'a b'}}
            spec:
              containers:
              - name: c0
                args: ["a", 'b', >-
                  folded text, |
                  ]
                resources: &r
                  limits: {cpu: 2, memory: 1.5Gi}
              - name: c1
                resources: *r
                env:
                - {<<: *r, name: !!str X}
            ---
            ? a
            : |
              block
               text
            """, """
            {"kind": "Pod", "metadata": {"name": "web", "uid": null, "n": [1, -2.5e3, true, "\\u00e9\\n"]},
             "spec": {"containers": [{"name": "c0", "resources": {"limits": {"cpu": "2"}}}]}}
            """, """
            a: &a [1, 2]
            b: &b [*a, *a]
            c: {k: *b, <<: {x: y}}
            %d: "esc \\x41 \\u0042"
            """);
    private static final String SPICE = "{}[]:,-?&*!|>'\"%@`#\n\t <=~0123456789abcxyzEe.+\\\r\u0085\u2028\uFEFF\u00e9";

    @Test
    void readAll_damagedText_givesBadInputOrAResult() {
        SplittableRandom random = new SplittableRandom(SEED);
        int read = 0;
        for (int index = 0; index < CASES; index++) {
            byte[] bytes = damage(random).getBytes(StandardCharsets.UTF_8);
            if (bytes.length > 0 && random.nextInt(10) == 0) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            read += attempt(bytes, index);
        }
        assertThat(read).as("sound after all, seed %d", SEED).isBetween(CASES / 50, CASES * 9 / 10);
    }

    private static String damage(SplittableRandom random) {
        StringBuilder text = new StringBuilder(SOUND.get(random.nextInt(SOUND.size())));
        for (int change = random.nextInt(1, 5); change > 0; change--) {
            int at = random.nextInt(Math.max(1, text.length()));
            int end = Math.min(text.length(), at + random.nextInt(1, 12));
            switch (random.nextInt(5)) {
                case 0 -> text.replace(at, Math.min(at + 1, end), "" + SPICE.charAt(random.nextInt(SPICE.length())));
                case 1 -> text.insert(at, SPICE.charAt(random.nextInt(SPICE.length())));
                case 2 -> text.delete(at, end);
                case 3 -> text.insert(at, text.substring(random.nextInt(at + 1), at));
                default -> text.setLength(at);
            }
        }
        return text.toString();
    }

    private static int attempt(byte[] bytes, int index) {
        try {
            for (DocumentNode document : DocumentReader.readAll("x", bytes)) {
                if (document instanceof DocumentNode.Mapping mapping) {
                    List<BadInput> problems = new ArrayList<>();
                    Fields fields = Fields.of(mapping, problems);
                    fields.keys().forEach(key -> {
                        fields.string(key);
                        fields.quantities(key);
                        fields.objects(key).forEach(item -> item.keys().forEach(item::quantity));
                    });
                    assertThat(fields.unknown()).isNotNull();
                }
            }
            return 1;
        } catch (BadInput refusal) {
            assertThat(refusal.getMessage()).startsWith("x").hasSizeLessThan(600);
            return 0;
        } catch (RuntimeException failure) {
            throw new AssertionError("case " + index + " of seed " + SEED + ": "
                    + new String(bytes, StandardCharsets.UTF_8), failure);
        }
    }
}
