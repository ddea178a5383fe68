package io.alidade.kube.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DocumentWriterTest {
    private static final long SEED = Long.getLong("alidade.seed", 5);

    private static final Value SAMPLE = Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "Admission")
            .with("admitted", true).with("numaNodes", Value.sequence(List.of(Value.of(0), Value.of(1))))
            .with("message", "line one\nsays \"no\"").with("empty", Value.texts(List.of()))
            .with("containers", Value.sequence(List.of(Value.mapping().with("name", "c0").with("cpus", "0-3,8").build(),
                    Value.mapping().with("name", "yes").build())))
            .with("labels", Value.texts(Map.of("tier", "1"))).with("absent", Optional.empty())
            .with("nested", Value.sequence(List.of(Value.texts(List.of("a", "b")), Value.mapping().build()))).build();

    @Test
    void toJson_sample_isIndentedAndOrdered() {
        assertThat(DocumentWriter.toJson(SAMPLE)).isEqualTo("""
                {
                  "apiVersion": "alidade.io/v1",
                  "kind": "Admission",
                  "admitted": true,
                  "numaNodes": [
                    0,
                    1
                  ],
                  "message": "line one\\nsays \\"no\\"",
                  "empty": [],
                  "containers": [
                    {
                      "name": "c0",
                      "cpus": "0-3,8"
                    },
                    {
                      "name": "yes"
                    }
                  ],
                  "labels": {
                    "tier": "1"
                  },
                  "nested": [
                    [
                      "a",
                      "b"
                    ],
                    {}
                  ]
                }
                """);
        assertThat(DocumentWriter.toCompactJson(SAMPLE)).startsWith("{\"apiVersion\":\"alidade.io/v1\",\"kind\"")
                .endsWith("\"nested\":[[\"a\",\"b\"],{}]}");
    }

    @Test
    void toYaml_sample_isBlockStyleAndQuotedWhereNeeded() {
        assertThat(DocumentWriter.toYaml(SAMPLE)).isEqualTo("""
                apiVersion: alidade.io/v1
                kind: Admission
                admitted: true
                numaNodes:
                - 0
                - 1
                message: "line one\\nsays \\"no\\""
                empty: []
                containers:
                - name: c0
                  cpus: "0-3,8"
                - name: "yes"
                labels:
                  tier: "1"
                nested:
                - - a
                  - b
                - {}
                """);
    }

    @Test
    void builder_sameKeyTwice_isRefused() {
        assertThatThrownBy(() -> Value.mapping().with("a", 1).with("a", 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void write_randomValue_readsBackTheSame() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int index = 0; index < 5_000; index++) {
            Value value = value(random, 4);
            String expected = DocumentWriter.toCompactJson(value);
            for (String text : List.of(DocumentWriter.toJson(value), DocumentWriter.toYaml(value), expected)) {
                DocumentNode node = DocumentReader.readOne("x", text.getBytes(StandardCharsets.UTF_8));
                assertThat(DocumentWriter.toCompactJson(fromNode(node))).as("case %d, seed %d: %s", index, SEED, text)
                        .isEqualTo(expected);
            }
        }
    }

    private static Value value(SplittableRandom random, int depth) {
        int kinds = depth == 0 ? 4 : 8;
        return switch (random.nextInt(kinds)) {
            case 0 -> Value.of(random.nextLong() >> random.nextInt(64));
            case 1 -> Value.of(random.nextBoolean());
            case 2, 3 -> Value.of(text(random));
            case 4 -> Value.of(BigDecimal.valueOf(random.nextInt(), 3));
            case 5 -> {
                List<Value> items = new ArrayList<>();
                for (int count = random.nextInt(4); count > 0; count--) {
                    items.add(value(random, depth - 1));
                }
                yield Value.sequence(items);
            }
            default -> {
                Map<String, Value> fields = new LinkedHashMap<>();
                for (int count = random.nextInt(4); count > 0; count--) {
                    fields.put(text(random), value(random, depth - 1));
                }
                yield new Value.Mapping(fields);
            }
        };
    }

    private static String text(SplittableRandom random) {
        List<String> words = List.of("yes", "null", "~", "", "1", "0x1", "1e3", "2020-01-01", "1:30", "a", "-", "- a",
                "a: b",
                "#", " a", "a ", "!x", "&x", "*x", "%", "@", "`", "{", "[", "a, b", "<<", "=", "?", "|", ">", "'", "\"",
                "\\",
                "\n", "\t", "\r", "\u0085", "\u2028", "\uFEFF", "\u00e9", "\u001b[0m", "\uD83D\uDE00", "a  b", "a b",
                "---",
                "...", "n", "\u0000", "\u202e", "\uFFFE", "0-3", "nvidia.com/gpu", "1.5Gi", ".5", "_1", "1_0", "on",
                "/x");
        StringBuilder text = new StringBuilder();
        for (int count = random.nextInt(1, 4); count > 0; count--) {
            text.append(words.get(random.nextInt(words.size())));
        }
        return random.nextInt(200) == 0 ? text.toString().repeat(900) : text.toString();
    }

    private static Value fromNode(DocumentNode node) {
        return switch (node) {
            case DocumentNode.Mapping mapping -> {
                Value.Builder builder = Value.mapping();
                mapping.entries().forEach(entry -> builder.with(entry.key(), fromNode(entry.value())));
                yield builder.build();
            }
            case DocumentNode.Sequence sequence -> Value.sequence(sequence.items().stream()
                    .map(DocumentWriterTest::fromNode).toList());
            case DocumentNode.Scalar scalar -> switch (scalar.kind()) {
                case STRING -> Value.of(scalar.text());
                case INTEGER, FLOAT -> Value.of(new BigDecimal(scalar.text()));
                case BOOLEAN -> Value.of(Boolean.parseBoolean(scalar.text()));
                case NULL -> throw new AssertionError("null at " + scalar.position());
            };
        };
    }
}
