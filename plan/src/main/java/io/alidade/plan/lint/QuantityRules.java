package io.alidade.plan.lint;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.Trees;
import java.util.List;
import java.util.Optional;

/// Amounts that are none, or not the ones that were meant.
final class QuantityRules {
    static final String CURE = " Write a number with a unit that Kubernetes knows: m, k, M, G, T, Ki, Mi, Gi, Ti.";

    private QuantityRules() {}

    static Optional<Quantity> parse(String text) {
        try {
            return Optional.of(Quantity.parse(text.strip()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    static void look(RuleInput input, Reporter reporter) {
        for (Configuration configuration : input.configurations()) {
            Mapping root = configuration.root();
            // What of these is no quantity, the kubelet says when it starts.
            for (String field : List.of("systemReserved", "kubeReserved", "evictionHard")) {
                Trees.mapping(root, field).map(Mapping::entries).orElse(List.of())
                        .forEach(entry -> thousandths(input, reporter, configuration.object(), field, entry));
            }
            for (DocumentNode item : Trees.items(root, "reservedMemory")) {
                Trees.mapping(item, "limits").map(Mapping::entries).orElse(List.of()).forEach(
                        entry -> reserved(input, reporter, configuration, entry));
            }
        }
        for (Workload workload : input.workloads()) {
            for (Workload.Container container : workload.containers()) {
                for (String field : List.of("limits", "requests")) {
                    amounts(input, reporter, workload.object(), container.path() + ".resources." + field,
                            container.amounts(field));
                }
            }
        }
    }

    private static void amounts(RuleInput input, Reporter reporter, String object, String where,
            Optional<Mapping> amounts) {
        amounts.map(Mapping::entries).orElse(List.of())
                .forEach(entry -> amount(input, reporter, object, where, entry));
    }

    private static void amount(RuleInput input, Reporter reporter, String object, String where, Entry entry) {
        if (!(entry.value() instanceof Scalar scalar) || scalar.kind() == ScalarKind.NULL
                || scalar.kind() == ScalarKind.FLOAT || scalar.kind() == ScalarKind.INTEGER) {
            return;
        }
        String field = where + "." + entry.key();
        Optional<Quantity> amount = parse(scalar.text());
        if (amount.isEmpty()) {
            notAQuantity(reporter, object, field, scalar);
        } else if (amount.get().signum() < 0) {
            reporter.report(Severity.ERROR, scalar.position(), object, field + " is " + shown(scalar.text())
                    + ", below zero: it is refused. Write an amount of at least 0.");
        } else {
            thousandths(input, reporter, object, where, entry);
        }
    }

    private static void notAQuantity(Reporter reporter, String object, String field, Scalar scalar) {
        reporter.report(Severity.ERROR, scalar.position(), object, field + " is " + shown(scalar.text())
                + ", which is no quantity: it is refused." + CURE);
    }

    private static void thousandths(RuleInput input, Reporter reporter, String object, String where, Entry entry) {
        boolean isMemory = entry.key().startsWith("memory") || entry.key().equals("ephemeral-storage")
                || entry.key().startsWith("hugepages-");
        if (isMemory && entry.value() instanceof Scalar scalar && scalar.text().endsWith("m")
                && parse(scalar.text()).isPresent()) {
            String meant = scalar.text().substring(0, scalar.text().length() - 1) + "Mi";
            reporter.report(Severity.WARNING, scalar.position(), object, where + "." + entry.key() + " is "
                    + shown(scalar.text()) + ": m is a thousandth, so that is "
                    + parse(scalar.text()).orElseThrow().ceilUnits() + " bytes. Maybe " + meant + " is meant.",
                    parse(meant).flatMap(_ -> input.edits().replace(scalar, meant, "write " + meant)));
        }
    }

    private static void reserved(RuleInput input, Reporter reporter, Configuration configuration, Entry entry) {
        if (!(entry.value() instanceof Scalar scalar) || scalar.kind() != ScalarKind.STRING) {
            return;
        }
        String field = "reservedMemory." + entry.key();
        Optional<Quantity> amount = parse(scalar.text());
        if (amount.isEmpty()) {
            notAQuantity(reporter, configuration.object(), field, scalar);
        } else if (amount.get().signum() < 0) {
            reporter.report(Severity.WARNING, scalar.position(), configuration.object(), field + " is "
                    + shown(scalar.text()) + ", below zero, which the kubelet takes as long as the sum is right."
                    + " Write an amount of at least 0.");
        } else {
            thousandths(input, reporter, configuration.object(), "reservedMemory", entry);
            wholeBytes(input, reporter, configuration, entry);
        }
    }

    /// The Memory Manager reads whole bytes, and a fraction such as 1.5Gi has no such form for it.
    private static void wholeBytes(RuleInput input, Reporter reporter, Configuration configuration, Entry entry) {
        if (configuration.policies().pinsMemory() && entry.value() instanceof Scalar scalar
                && parse(scalar.text()).filter(amount -> amount.asLong().isEmpty()).isPresent()) {
            long bytes = parse(scalar.text()).orElseThrow().ceilUnits();
            String whole = Quantity.ofBytes(bytes).toText();
            reporter.report(Severity.ERROR, scalar.position(), configuration.object(), "reservedMemory."
                    + entry.key() + " is " + shown(scalar.text())
                    + ", which the Memory Manager cannot read as whole bytes:"
                    + " the kubelet does not start. Write " + whole + ".",
                    input.edits().replace(scalar, whole, "write " + whole));
        }
    }

    private static String shown(String text) {
        return "\"" + (text.length() > 60 ? text.substring(0, 60) + "..." : text) + "\"";
    }
}
