package io.alidade.plan.lint;

import io.alidade.kube.pod.NodeAffinity;
import io.alidade.kube.pod.NodeAffinity.Expression;
import io.alidade.kube.pod.NodeAffinity.Operator;
import io.alidade.kube.pod.NodeAffinity.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// What a term of a node affinity asks of labels, key by key.
final class LabelDemand {
    private static final String ANY = "any";
    /// Numbers between two bounds are tried one by one as far as that.
    private static final long MAX_NUMBERS = 100;

    private LabelDemand() {}

    /// True if some node could match the term beside these labels that it must have. Only what is certain is denied.
    static boolean canHold(Term term, Map<String, String> selector) {
        if (term.expressions().isEmpty() && term.fields().isEmpty()) {
            return false;
        }
        return all(term.expressions(), selector) && all(term.fields(), Map.of());
    }

    private static boolean all(List<Expression> expressions, Map<String, String> selector) {
        Map<String, List<Expression>> byKey = expressions.stream()
                .collect(Collectors.groupingBy(Expression::key, LinkedHashMap::new, Collectors.toList()));
        return byKey.entrySet().stream().allMatch(demand -> canHold(demand.getKey(), demand.getValue(), selector));
    }

    private static boolean canHold(String key, List<Expression> expressions, Map<String, String> selector) {
        boolean mayBeAbsent = !selector.containsKey(key) && expressions.stream()
                .allMatch(own -> own.operator() == Operator.DOES_NOT_EXIST || own.operator() == Operator.NOT_IN);
        return mayBeAbsent || candidates(key, expressions, selector).stream().anyMatch(value -> expressions.stream()
                .allMatch(own -> new NodeAffinity(List.of(new Term(List.of(own), List.of()))).matches("",
                        Map.of(key, value))));
    }

    /// Values of which one does it if any does.
    private static List<String> candidates(String key, List<Expression> expressions, Map<String, String> selector) {
        if (selector.containsKey(key)) {
            return List.of(selector.getOrDefault(key, ""));
        }
        List<String> values = new ArrayList<>();
        expressions.stream().filter(own -> own.operator() == Operator.IN).forEach(own -> values.addAll(own.values()));
        if (!values.isEmpty()) {
            return values;
        }
        StringBuilder other = new StringBuilder(ANY);
        expressions.forEach(own -> own.values().forEach(other::append));
        values.add(other.toString());
        for (Expression own : expressions) {
            if (own.operator() == Operator.GREATER || own.operator() == Operator.LESS) {
                own.values().stream().flatMap(value -> near(value).stream()).forEach(values::add);
            }
        }
        return values;
    }

    private static List<String> near(String bound) {
        try {
            long number = Long.parseLong(bound);
            return LongStream.rangeClosed(-MAX_NUMBERS, MAX_NUMBERS).map(step -> number + step).mapToObj(Long::toString)
                    .toList();
        } catch (NumberFormatException _) {
            return List.of();
        }
    }
}
