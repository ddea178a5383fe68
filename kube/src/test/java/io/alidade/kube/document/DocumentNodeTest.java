package io.alidade.kube.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentNodeTest {
    private static final Position HERE = new Position("value", 1, 1);

    private static DocumentNode at(DocumentNode node, Position position) {
        return switch (node) {
            case DocumentNode.Mapping(var _, var entries) -> new DocumentNode.Mapping(position, entries.stream()
                    .map(entry -> new DocumentNode.Entry(entry.key(), position, at(entry.value(), position))).toList());
            case DocumentNode.Sequence(var _, var items) ->
                new DocumentNode.Sequence(position, items.stream().map(item -> at(item, position)).toList());
            case DocumentNode.Scalar(var _, var kind, String text) -> new DocumentNode.Scalar(position, kind, text);
        };
    }

    @Test
    void value_asADocument_isWhatItsTextIsReadAs() {
        Value value = Value.mapping().with("text", "1").with("empty", "").with("whole", 12_345_678_901L)
                .with("negative", -3).with("part", Value.of(new BigDecimal("0.250")))
                .with("large", Value.of(new BigDecimal("1e9"))).with("true", true).with("no", false)
                .with("nothing", Value.mapping())
                .with("some", Value.sequence(List.of(Value.of("a \"b\" \n\u00e4"), Value.sequence(List.of()),
                        Value.mapping().with("deep", Value.texts(List.of("x"))).build())))
                .build();

        DocumentNode read = DocumentReader.readOne("value",
                DocumentWriter.toJson(value).getBytes(StandardCharsets.UTF_8));

        assertThat(DocumentNode.of(value, HERE)).isEqualTo(at(read, HERE));
    }
}
