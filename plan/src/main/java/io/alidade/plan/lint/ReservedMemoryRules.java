package io.alidade.plan.lint;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.Position;
import io.alidade.kube.document.Trees;
import io.alidade.kube.document.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `reservedMemory` against the reservation that it has to repeat to the byte.
final class ReservedMemoryRules {
    private static final String RESERVED_MEMORY = "reservedMemory";
    private static final String MEMORY = "memory";
    private static final String AVAILABLE = "memory.available";

    private ReservedMemoryRules() {}

    static void sum(RuleInput input, Reporter reporter) {
        StartRules.each(input, "reserved-memory-sum", (start, problem) -> {
            if (start.isRoomy() && hasPercentage(start.configuration())) {
                return;
            }
            if (start.configuration().isReservationComputed()) {
                reporter.report(Severity.WARNING, problem.cause().place(), start.configuration().object(),
                        "each node computes its own kubeReserved, and with memoryManagerPolicy Static reservedMemory has to"
                                + " repeat it to the byte: on a machine of another size the kubelet does not start. Give"
                                + " memory in kubeReserved, and reservedMemory with the sum of all reservations.");
                return;
            }
            Optional<String> total = Optional.ofNullable(problem.cause().words().group(1));
            if (total.isEmpty()) {
                reporter.report(Severity.ERROR, problem.cause().place(), start.configuration().object(),
                        "memoryManagerPolicy Static needs memory that is reserved for the system, and there is none: the"
                                + " kubelet does not start. Give memory in systemReserved or kubeReserved, and the same"
                                + " amount in reservedMemory.");
                return;
            }
            Quantity wanted = Quantity.parse(problem.cause().words().group(3));
            Optional<Fix> fix = sumFix(input, problem.root(), Quantity.parse(total.get()), wanted);
            reporter.report(Severity.ERROR, problem.cause().place(), start.configuration().object(),
                    (total.get().equals("0") ? "reservedMemory is missing" : "memory in reservedMemory adds up to "
                            + total.get()) + ", and it has to be exactly " + wanted.toText() + " ("
                            + addends(start.configuration()) + "): the kubelet does not start."
                            + fix.map(change -> " Cure: " + change.description() + ".")
                                    .orElse(wanted.asLong().isPresent() ? " Correct the amounts."
                                            : " Write amounts of whole bytes, also as a threshold."),
                    fix);
        });
    }

    static boolean hasPercentage(Configuration configuration) {
        return Trees.text(configuration.root(), "evictionHard", AVAILABLE).filter(text -> text.endsWith("%"))
                .isPresent();
    }

    private static String addends(Configuration configuration) {
        List<String> addends = new ArrayList<>();
        configuration.valid().ifPresent(valid -> {
            Optional.ofNullable(valid.systemReserved().get(MEMORY))
                    .ifPresent(amount -> addends.add("systemReserved " + amount));
            Optional.ofNullable(valid.kubeReserved().get(MEMORY))
                    .ifPresent(amount -> addends.add("kubeReserved " + amount));
            Optional.ofNullable(valid.evictionHard().get(AVAILABLE))
                    .ifPresent(amount -> addends.add("evictionHard " + AVAILABLE + " " + amount
                            + (Trees.at(configuration.root(), "evictionHard").isPresent() ? "" : " by default")));
        });
        return String.join(" + ", addends);
    }

    /// The amount to be written in the place of another one, or in a list of its own.
    private record Correction(Optional<Scalar> old, String numaNode, String amount) {}

    /// Gives the difference to the first entry that can take it. The Memory Manager reads whole bytes only, and a sum with a
    /// fraction is mended elsewhere.
    private static Optional<Correction> correction(Mapping root, Quantity total, Quantity wanted) {
        Quantity difference = wanted.subtract(total);
        if (wanted.asLong().isEmpty()) {
            return Optional.empty();
        }
        for (DocumentNode item : Trees.items(root, RESERVED_MEMORY)) {
            Optional<Scalar> limit = Trees.scalar(item, "limits", MEMORY);
            Optional<Quantity> amount = limit.flatMap(scalar -> QuantityRules.parse(scalar.text()));
            if (amount.isPresent() && difference.add(amount.get()).signum() > 0) {
                return Optional.of(new Correction(limit, Trees.text(item, "numaNode").orElse("0"),
                        Quantity.ofBytes(0).add(difference.add(amount.get())).toText()));
            }
        }
        return Trees.at(root, RESERVED_MEMORY).isEmpty() ? Optional.of(new Correction(Optional.empty(), "0",
                wanted.toText())) : Optional.empty();
    }

    private static Optional<Fix> sumFix(RuleInput input, Mapping root, Quantity total, Quantity wanted) {
        return correction(root, total, wanted).flatMap(correction -> correction.old().isPresent()
                ? input.edits().replace(correction.old().get(), correction.amount(),
                        "set memory of NUMA node " + correction.numaNode() + " to " + correction.amount())
                : insertion(input, root, correction.amount()));
    }

    /// The fields with the sum as its fix would make it.
    static Optional<Mapping> withSum(Mapping root, Quantity total, Quantity wanted) {
        return correction(root, total, wanted).map(correction -> correction.old()
                .map(old -> Trees.replace(root, old.position(), Optional.of(new Scalar(old.position(),
                        ScalarKind.STRING, correction.amount()))))
                .orElseGet(() -> Trees.put(root, onFirstNumaNode(root.position(), correction.amount()),
                        RESERVED_MEMORY)));
    }

    private static DocumentNode onFirstNumaNode(Position place, String amount) {
        Mapping none = new Mapping(place, List.of());
        return new Sequence(place, List.of(Trees.put(
                Trees.put(none, new Scalar(place, ScalarKind.INTEGER, "0"), "numaNode"),
                new Scalar(place, ScalarKind.STRING, amount), "limits", MEMORY)));
    }

    /// The fields with amounts as their fixes would make them: rounded up to bytes.
    static Mapping inWholeBytes(Mapping root) {
        Mapping whole = root;
        for (DocumentNode item : Trees.items(root, RESERVED_MEMORY)) {
            for (Entry entry : Trees.mapping(item, "limits").map(Mapping::entries).orElse(List.of())) {
                Optional<Quantity> amount = entry.value() instanceof Scalar scalar ? QuantityRules.parse(scalar.text())
                        : Optional.empty();
                if (amount.isPresent() && amount.get().asLong().isEmpty()) {
                    Position place = entry.value().position();
                    whole = Trees.replace(whole, place, Optional.of(new Scalar(place, ScalarKind.STRING,
                            Quantity.ofBytes(amount.get().ceilUnits()).toText())));
                }
            }
        }
        return whole;
    }

    /// Adds `reservedMemory` with all of an amount on NUMA node 0.
    static Optional<Fix> insertion(RuleInput input, Mapping root, String amount) {
        Optional<Entry> anchor = StartRules.anchor(root, "memoryManagerPolicy", "topologyManagerPolicy");
        return anchor.flatMap(entry -> input.edits().insertBefore(root, entry, lines(amount),
                "add reservedMemory with " + amount + " on NUMA node 0"));
    }

    static List<String> lines(String amount) {
        return Edits.lines(RESERVED_MEMORY, Value.sequence(List.of(Value.mapping().with("numaNode", 0)
                .with("limits", Value.mapping().with(MEMORY, amount)).build())));
    }

    static void hugepages(RuleInput input, Reporter reporter) {
        StartRules.each(input, "reserved-memory-hugepages", (start, problem) -> {
            boolean isInMemory = problem.error().contains("total amount");
            String type = problem.cause().words().group(isInMemory ? 2 : 1);
            Optional<Fix> fix = isInMemory ? hugepagesFix(input, problem.root(), type) : Optional.empty();
            String fault = isInMemory
                    ? "reservedMemory reserves " + problem.cause().words().group(1) + " of " + type
                            + ", and node allocatable reserves no huge pages: the sums can never be equal, and"
                            + " the kubelet does not start."
                    : type + " cannot be reserved by systemReserved or kubeReserved: the kubelet does not start.";
            reporter.report(Severity.ERROR, problem.cause().place(), start.configuration().object(), fault
                    + " Remove it; what the system itself takes, do not allocate for pods.", fix);
        });
    }

    private static Optional<Fix> hugepagesFix(RuleInput input, Mapping root, String type) {
        for (DocumentNode item : Trees.items(root, RESERVED_MEMORY)) {
            Optional<Mapping> limits = Trees.mapping(item, "limits");
            Optional<Entry> limit = limits.flatMap(mapping -> Trees.entry(mapping, type));
            if (limit.isPresent()) {
                return input.edits().remove(limits.orElseThrow(), limit.get(), "remove " + type);
            }
        }
        return Optional.empty();
    }

    /// Memory reserved beyond what a NUMA node has left beside its huge pages.
    static void largerThanNode(RuleInput input, Reporter reporter) {
        for (StartProbe start : input.starts()) {
            if (start.node().isEmpty() || start.isRoomy()) {
                continue;
            }
            KubeletNode kubelet = start.node().get();
            var numaNodes = kubelet.node().topology().numaNodes();
            for (int position = 0; position < numaNodes.size(); position++) {
                int id = numaNodes.get(position).id();
                if (kubelet.node().allocations().memory().freeBytes(position, MEMORY).orElse(0L) < 0) {
                    reporter.report(Severity.WARNING, place(start.configuration().root(), id),
                            start.configuration().object(), "more memory is reserved on NUMA node " + id
                                    + " than it has beside its huge pages: the kubelet's count wraps, and it takes the NUMA"
                                    + " node for nearly endless. Reserve less there and the rest on another one.");
                }
            }
        }
    }

    private static Position place(Mapping root, int numaNode) {
        return Trees.items(root, RESERVED_MEMORY).stream()
                .filter(item -> Trees.text(item, "numaNode").orElse("0").equals(Integer.toString(numaNode)))
                .map(item -> Trees.place(item, "limits", MEMORY)).findFirst()
                .orElseGet(() -> Trees.place(root, RESERVED_MEMORY));
    }

    /// A threshold in percent makes a sum that changes with the memory that the kernel reports.
    static void percentage(RuleInput input, Reporter reporter) {
        for (Configuration configuration : input.configurations()) {
            if (configuration.policies().pinsMemory() && hasPercentage(configuration)) {
                reporter.report(Severity.WARNING, Trees.place(configuration.root(), "evictionHard", AVAILABLE),
                        configuration.object(), "memory.available is a percentage, and with memoryManagerPolicy Static"
                                + " reservedMemory has to repeat it in bytes: it differs from machine to machine, and a few"
                                + " KiB after a reboot or kernel update keep the kubelet from starting. Write an amount,"
                                + " such as 100Mi.");
            }
        }
    }
}
