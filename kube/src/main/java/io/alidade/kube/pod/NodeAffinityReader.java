package io.alidade.kube.pod;

import io.alidade.kube.document.Fields;
import io.alidade.kube.pod.NodeAffinity.Expression;
import io.alidade.kube.pod.NodeAffinity.Operator;
import io.alidade.kube.pod.NodeAffinity.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads `spec.affinity.nodeAffinity`, as strict about operators and values as the API server.
final class NodeAffinityReader {
    private NodeAffinityReader() {}

    static Optional<NodeAffinity> read(Fields spec) {
        return spec.object("affinity").flatMap(affinity -> affinity.object("nodeAffinity"))
                .flatMap(affinity -> affinity.object("requiredDuringSchedulingIgnoredDuringExecution"))
                .map(NodeAffinityReader::selector);
    }

    private static NodeAffinity selector(Fields selector) {
        List<Term> terms = new ArrayList<>();
        for (Fields term : selector.objects("nodeSelectorTerms")) {
            terms.add(new Term(expressions(term, "matchExpressions"), expressions(term, "matchFields")));
        }
        if (terms.isEmpty()) {
            selector.report("nodeSelectorTerms", "holds no term.", "Add a term, or remove the node affinity.");
        }
        return new NodeAffinity(terms);
    }

    private static List<Expression> expressions(Fields term, String key) {
        List<Expression> expressions = new ArrayList<>();
        for (Fields fields : term.objects(key)) {
            expressions.add(expression(fields, key.equals("matchFields")));
        }
        return expressions;
    }

    private static Expression expression(Fields fields, boolean onFields) {
        String key = fields.string("key").orElse("");
        if (key.isEmpty() || (onFields && !key.equals("metadata.name"))) {
            fields.report("key", "is " + fields.describe("key") + ", not the name of a node's "
                    + (onFields ? "field." : "label."),
                    onFields ? "The only field is metadata.name." : "Name a label.");
        }
        String name = fields.string("operator").orElse("");
        Operator operator = Operator.of(name).orElse(Operator.IN);
        boolean onFieldsToo = operator == Operator.IN || operator == Operator.NOT_IN;
        if (!operator.wireName().equals(name) || (onFields && !onFieldsToo)) {
            fields.report("operator", "is " + fields.describe("operator") + ", not an operator.",
                    onFields ? "Write In or NotIn." : "Write In, NotIn, Exists, DoesNotExist, Gt or Lt.");
        }
        List<String> values = fields.stringList("values");
        checkValues(fields, operator, values, onFields);
        return new Expression(key, operator, values);
    }

    private static void checkValues(Fields fields, Operator operator, List<String> values, boolean onFields) {
        boolean fits = switch (operator) {
            case IN, NOT_IN -> onFields ? values.size() == 1 : !values.isEmpty();
            case EXISTS, DOES_NOT_EXIST -> values.isEmpty();
            case GREATER, LESS -> values.size() == 1 && values.getFirst().matches("[-+]?[0-9]{1,18}");
        };
        if (!fits) {
            fields.report("values", "does not fit the operator " + operator.wireName() + ".", switch (operator) {
                case IN, NOT_IN -> onFields ? "Give one value." : "Give at least one value.";
                case EXISTS, DOES_NOT_EXIST -> "Remove the values.";
                case GREATER, LESS -> "Give one whole number, quoted.";
            });
        }
    }
}
