package io.alidade.kube.config;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Position;
import io.alidade.kube.document.RepeatedKeys;
import io.alidade.kube.golang.GoText;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The text of a configuration file as the kubelet reads it, before any field is looked at: JSON only if it starts with
/// `{`, of YAML the first document, whatever comes behind it. A key that is there twice counts as the last one in a file
/// and is refused in a drop-in.
///
/// @param document the first document; an empty one is an empty mapping
/// @param repeated  keys that are there twice, where that is no error
/// @param overruled JSON with such keys read so that the first one counts: the kubelet decodes that as well
record ConfigurationText(DocumentNode document, List<BadInput> repeated, Optional<DocumentNode> overruled) {
    ConfigurationText {
        repeated = List.copyOf(repeated);
    }

    static ConfigurationText file(String place, byte[] bytes) {
        List<BadInput> repeated = new ArrayList<>();
        DocumentNode document = read(place, bytes, (_, problem) -> repeated.add(problem));
        return new ConfigurationText(document, repeated, repeated.isEmpty() || !isJson(bytes) ? Optional.empty()
                : Optional.of(read(place, bytes, (_, _) -> false)));
    }

    static DocumentNode dropIn(String place, byte[] bytes) {
        return read(place, bytes, (key, problem) -> {
            throw new BadInput(problem.position().orElseThrow(), problem.problem()
                    + KubeletWords.says("key " + GoText.quoted(key) + " already set in map"), problem.cure());
        });
    }

    private static DocumentNode read(String place, byte[] bytes, RepeatedKeys repeated) {
        DocumentNode document = DocumentReader.readFirst(place, bytes, repeated)
                .orElseGet(() -> new Mapping(new Position(place, 1, 1), List.of()));
        return isJson(bytes) ? document : wholeNumbers(document);
    }

    private static boolean isJson(byte[] bytes) {
        return DocumentReader.isJson(new String(bytes, StandardCharsets.UTF_8));
    }

    /// YAML reaches the kubelet as JSON, in which a whole number has no point and no exponent, however it was written.
    private static DocumentNode wholeNumbers(DocumentNode node) {
        if (node instanceof Mapping mapping) {
            return new Mapping(mapping.position(), mapping.entries().stream()
                    .map(entry -> new Entry(entry.key(), entry.keyPosition(), wholeNumbers(entry.value()))).toList());
        }
        if (node instanceof Sequence sequence) {
            return new Sequence(sequence.position(),
                    sequence.items().stream().map(ConfigurationText::wholeNumbers).toList());
        }
        return node instanceof Scalar scalar && scalar.kind() == ScalarKind.FLOAT ? wholeNumber(scalar) : node;
    }

    private static Scalar wholeNumber(Scalar scalar) {
        try {
            double value = Double.parseDouble(scalar.text().replace("_", ""));
            return value == Math.rint(value) && Math.abs(value) < 1e21 ? new Scalar(scalar.position(),
                    ScalarKind.INTEGER, new BigDecimal(value).toBigInteger().toString()) : scalar;
        } catch (NumberFormatException _) {
            return scalar;
        }
    }
}
