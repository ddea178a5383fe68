package io.alidade.kube.config;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The words in which the kubelet refuses a value of a wrong type (node-config 1), so that whoever has them from a log finds
/// the place, and whoever has the place knows what the log will say.
final class KubeletWords {
    private static final String SAYS = " The kubelet says: ";
    private static final String ROOT = "KubeletConfiguration.";
    /// Types of fields that have one of their own.
    private static final Map<String, String> OWN_TYPES = Map.of("imagePullCredentialsVerificationPolicy",
            "v1beta1.ImagePullCredentialsVerificationPolicy", "memoryReservationPolicy",
            "v1beta1.MemoryReservationPolicy", "reservedMemory", "[]v1beta1.MemoryReservation",
            "shutdownGracePeriodByPodPriority", "[]v1beta1.ShutdownGracePeriodByPodPriority", "registerWithTaints",
            "[]v1.Taint", "featureGates", "map[string]bool");

    private final Map<Position, String> words = new HashMap<>();

    private KubeletWords() {}

    /// A sentence with the kubelet's words, to come behind one of our own.
    static String says(String text) {
        return SAYS + text + ".";
    }

    /// The problems, those of wrong types with the kubelet's words.
    ///
    /// @param roots the documents that they are in
    static List<BadInput> added(List<DocumentNode> roots, List<BadInput> problems) {
        KubeletWords all = new KubeletWords();
        for (DocumentNode root : roots) {
            if (root instanceof Mapping fields) {
                fields.entries().forEach(entry -> ConfigurationFields.typeOf(entry.key())
                        .ifPresent(type -> all.field(entry.key(), type, entry.value())));
            }
        }
        return problems.stream().map(problem -> problem.position()
                .flatMap(place -> Optional.ofNullable(all.words.get(place)).map(text -> new BadInput(place,
                        problem.problem() + says(text), problem.cure())))
                .orElse(problem)).toList();
    }

    private void field(String name, ConfigurationFields.FieldType type, DocumentNode value) {
        String path = ROOT + name;
        switch (type) {
            case STRING -> scalar(path, OWN_TYPES.getOrDefault(name, "string"), value, ScalarKind.STRING);
            case DURATION -> scalar(path, "string", value, ScalarKind.STRING);
            case BOOLEAN -> scalar(path, "bool", value, ScalarKind.BOOLEAN);
            case INT32 -> number(path, "int32", value, Integer.MAX_VALUE);
            case INT64 -> number(path, "int64", value, Long.MAX_VALUE);
            case NUMBER -> scalar(path, "float64", value, ScalarKind.FLOAT);
            case STRING_MAP -> map(path, "map[string]string", value, item -> scalar(path, "string", item,
                    ScalarKind.STRING));
            case STRING_LISTS -> map(path, "map[string][]string", value, item -> list(path, "[]string", item));
            case STRING_LIST -> list(path, "[]string", value);
            case STRUCT -> {
                if (name.equals("featureGates")) {
                    map(path, "map[string]bool", value, item -> scalar(path, "bool", item, ScalarKind.BOOLEAN));
                }
            }
            case STRUCT_LIST -> structs(name, value);
            case LIST -> {
            }
        }
    }

    private interface Inner {
        void look(DocumentNode item);
    }

    private void map(String path, String type, DocumentNode value, Inner inner) {
        if (value instanceof Mapping mapping) {
            mapping.entries().stream().map(Entry::value).forEach(inner::look);
        } else {
            refused(path, type, value);
        }
    }

    private void list(String path, String type, DocumentNode value) {
        if (value instanceof Sequence list) {
            list.items().forEach(item -> scalar(path, "string", item, ScalarKind.STRING));
        } else {
            refused(path, type, value);
        }
    }

    private void structs(String name, DocumentNode value) {
        String type = OWN_TYPES.getOrDefault(name, "");
        if (!(value instanceof Sequence list)) {
            refused(ROOT + name, type, value);
            return;
        }
        for (DocumentNode item : list.items()) {
            if (!(item instanceof Mapping fields)) {
                refused(ROOT + name, type.substring(2), item);
            } else if (name.equals("reservedMemory")) {
                fields.find("numaNode").ifPresent(node -> number("MemoryReservation.reservedMemory.numaNode", "int32",
                        node, Integer.MAX_VALUE));
                fields.find("limits").ifPresent(limits -> map("MemoryReservation.reservedMemory.limits",
                        "v1.ResourceList", limits, this::amount));
            }
        }
    }

    /// Anything that is neither text nor number is read as the text of it.
    private void amount(DocumentNode value) {
        if (!(value instanceof Scalar scalar) || scalar.kind() == ScalarKind.BOOLEAN) {
            try {
                Quantity.parse(value instanceof Scalar scalar ? scalar.text() : "{}");
            } catch (IllegalArgumentException notAQuantity) {
                words.put(value.position(), String.valueOf(notAQuantity.getMessage()));
            }
        }
    }

    private void scalar(String path, String type, DocumentNode value, ScalarKind kind) {
        boolean fits = value instanceof Scalar scalar && (scalar.kind() == kind
                || (kind == ScalarKind.FLOAT && scalar.kind() == ScalarKind.INTEGER));
        if (!fits) {
            refused(path, type, value);
        }
    }

    private void number(String path, String type, DocumentNode value, long most) {
        if (value instanceof Scalar scalar
                && (scalar.kind() == ScalarKind.FLOAT || scalar.kind() == ScalarKind.INTEGER)) {
            boolean fits = scalar.kind() == ScalarKind.INTEGER && scalar.text().length() < 19
                    && scalar.text().matches("-?[0-9]+") && Math.abs(Long.parseLong(scalar.text())) <= most;
            if (!fits) {
                words.put(value.position(), "json: cannot unmarshal number " + scalar.text() + " into Go struct field "
                        + path + " of type " + type);
            }
        } else {
            refused(path, type, value);
        }
    }

    private void refused(String path, String type, DocumentNode value) {
        if (!(value instanceof Scalar scalar) || scalar.kind() != ScalarKind.NULL) {
            words.put(value.position(), "json: cannot unmarshal " + word(value) + " into Go struct field " + path
                    + " of type " + type);
        }
    }

    private static String word(DocumentNode node) {
        if (node instanceof Scalar scalar) {
            return switch (scalar.kind()) {
                case STRING -> "string";
                case INTEGER, FLOAT -> "number";
                case BOOLEAN -> "bool";
                case NULL -> "null";
            };
        }
        return node instanceof Sequence ? "array" : "object";
    }
}
