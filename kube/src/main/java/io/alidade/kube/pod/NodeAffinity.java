package io.alidade.kube.pod;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A node selector: terms of which one must match. Within a term everything must match, and a term without any
/// expression matches nothing.
public record NodeAffinity(List<Term> terms) {
    public NodeAffinity {
        terms = List.copyOf(terms);
    }

    /// True if the node may run the pod.
    public boolean matches(String nodeName, Map<String, String> nodeLabels) {
        Map<String, String> fields = Map.of("metadata.name", nodeName);
        return terms.stream().anyMatch(term -> term.matches(fields, nodeLabels));
    }

    /// What must hold together.
    ///
    /// @param expressions on the node's labels
    /// @param fields      on the node's fields, of which `metadata.name` is the only one
    public record Term(List<Expression> expressions, List<Expression> fields) {
        public Term {
            expressions = List.copyOf(expressions);
            fields = List.copyOf(fields);
        }

        private boolean matches(Map<String, String> nodeFields, Map<String, String> nodeLabels) {
            return !(expressions.isEmpty() && fields.isEmpty())
                    && expressions.stream().allMatch(expression -> expression.matches(nodeLabels))
                    && fields.stream().allMatch(expression -> expression.matches(nodeFields));
        }

        /// `key In [a b] (the machine has c)`, what of it labels do not meet.
        public String unmet(Map<String, String> labels) {
            return expressions.stream().filter(own -> !own.matches(labels))
                    .map(own -> own.key() + " " + own.operator().wireName()
                            + (own.values().isEmpty() ? "" : " [" + String.join(" ", own.values()) + "]")
                            + Optional.ofNullable(labels.get(own.key()))
                                    .map(value -> " (the machine has " + value + ")")
                                    .orElse(" (the machine has no such label)"))
                    .collect(Collectors.joining(" and "));
        }
    }

    /// One requirement on a label or field.
    public record Expression(String key, Operator operator, List<String> values) {
        public Expression {
            values = List.copyOf(values);
        }

        private boolean matches(Map<String, String> present) {
            Optional<String> found = Optional.ofNullable(present.get(key));
            return switch (operator) {
                case IN -> found.isPresent() && values.contains(found.get());
                case NOT_IN -> found.isEmpty() || !values.contains(found.get());
                case EXISTS -> found.isPresent();
                case DOES_NOT_EXIST -> found.isEmpty();
                case GREATER -> found.isPresent() && compare(found.get()) > 0;
                case LESS -> found.isPresent() && compare(found.get()) < 0;
            };
        }

        /// The label's number against the value's; 0, which matches neither way, if one of them is not a 64-bit number.
        private int compare(String label) {
            try {
                return Long.compare(Long.parseLong(label), Long.parseLong(values.getFirst()));
            } catch (NumberFormatException _) {
                return 0;
            }
        }
    }

    /// With the manifest's word.
    public enum Operator {
        IN("In"), NOT_IN("NotIn"), EXISTS("Exists"), DOES_NOT_EXIST("DoesNotExist"), GREATER("Gt"), LESS("Lt");

        private final String wireName;

        Operator(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        static Optional<Operator> of(String wireName) {
            for (Operator operator : values()) {
                if (operator.wireName.equals(wireName)) {
                    return Optional.of(operator);
                }
            }
            return Optional.empty();
        }
    }
}
