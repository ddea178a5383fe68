package io.alidade.plan.capacity;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.plan.capacity.Candidates.Candidate;
import io.alidade.plan.capacity.Proposal.Change;
import io.alidade.plan.capacity.Proposal.Measure;
import io.alidade.plan.capacity.Proposal.ShapeMeasure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Looks for changes of settings, machine and pods that raise the copies or lower what is stranded: measures every single
/// change, takes the best, and goes on from there until nothing helps or the budget is used up.
///
/// Better is, in this order: fewer shapes that never fit; more of the work that sums would allow; a fuller node. A change is
/// proposed only if no more pods are split over NUMA nodes than before, unless that is allowed.
public final class ProposalSearch {
    /// Setups that are measured if nothing else is said.
    public static final int DEFAULT_BUDGET = 400;
    /// Orders of arrival that each setup is measured over.
    private static final int ORDERS = 25;
    private static final double ENOUGH_PERCENT = 0.5;
    private static final double SPLIT_SLACK = 0.05;

    private final CapacityQuestion question;
    private final Map<String, MachineDescription> machines;
    private final boolean allowsSplit;
    private final int budget;
    private final Patience patience;
    private final AtomicInteger tried = new AtomicInteger();
    private double[] wholes = {};

    private ProposalSearch(CapacityQuestion question, Map<String, MachineDescription> machines, boolean allowsSplit,
            int budget, Patience patience) {
        this.question = question;
        this.machines = machines;
        this.allowsSplit = allowsSplit;
        this.budget = budget;
        this.patience = patience;
    }

    /// Searches.
    ///
    /// @param machineName what the machine of the question is called
    /// @param machines    others that could be had instead, by name
    /// @param allowsSplit whether more pods may be split than are now
    /// @param budget      setups that may be measured
    /// @throws BadInput if the kubelet does not start as it is configured
    public static Proposal of(CapacityQuestion question, String machineName, Map<String, MachineDescription> machines,
            boolean allowsSplit, int budget, Patience patience) {
        return new ProposalSearch(question, machines, allowsSplit, budget, patience).search(machineName);
    }

    /// A candidate that was measured.
    private record Measured(Candidate candidate, Measure measure) {}

    private Proposal search(String machineName) {
        Variants.Base base = Variants.Base.of(question.machine(), question.configuration());
        List<String> warnings = new ArrayList<>(base.note().stream().toList());
        question.mix().shapes().forEach(shape -> shape.note().ifPresent(warnings::add));
        Setup start = new Setup(machineName, question.machine(), base.configuration(), question.mix().shapes(),
                question.mix().shapes().stream().map(_ -> 1).toList());
        KubeletNode empty = node(start)
                .orElseThrow(() -> new BadInput("the kubelet does not start as it is configured.",
                        "alidade lint says what is wrong."));
        KnownResources.check(empty, start.shapes());
        Fullness sums = new Fullness(empty, start.shapes());
        wholes = IntStream.range(0, start.shapes().size()).mapToDouble(shape -> Math.max(1, sums.copies(shape)))
                .toArray();
        Measure before = measure(start);
        List<Measured> singles = new ArrayList<>();
        List<Change> chosen = new ArrayList<>();
        Setup now = start;
        Measure best = before;
        boolean isComplete = true;
        while (isComplete) {
            List<Measured> measured = measured(now, best);
            isComplete = !isOver();
            if (chosen.isEmpty()) {
                singles.addAll(measured);
            }
            Measure reached = best;
            Optional<Measured> next = measured.stream().filter(own -> obstacle(own, before).isEmpty())
                    .filter(own -> compare(own.measure(), reached) < 0)
                    .min(Comparator.comparing(Measured::measure, this::compare));
            if (next.isEmpty()) {
                break;
            }
            Candidate candidate = next.get().candidate();
            best = next.get().measure();
            now = candidate.setup();
            chosen.add(new Change(candidate.kind(), candidate.text(), best, Optional.empty()));
        }
        return new Proposal(question.version(), before, changes(singles, before), chosen, now.configuration(),
                now.machineName().equals(machineName) ? Optional.empty() : Optional.of(now.machineName()), tried.get(),
                budget, isComplete, allowsSplit, warnings);
    }

    private boolean isOver() {
        return tried.get() >= budget || !patience.lasts();
    }

    private List<Change> changes(List<Measured> singles, Measure before) {
        return singles.stream().filter(own -> !own.measure().gives().equals(before.gives()))
                .sorted(Comparator.comparing(Measured::measure, this::compare))
                .map(own -> new Change(own.candidate().kind(), own.candidate().text(), own.measure(),
                        obstacle(own, before)))
                .toList();
    }

    /// Why a change is not proposed, whatever it gives.
    private Optional<String> obstacle(Measured own, Measure before) {
        if (own.measure().startError().isPresent()) {
            return own.measure().startError();
        }
        return !allowsSplit && own.measure().splitPercent() > before.splitPercent() + SPLIT_SLACK
                ? Optional.of("splits pods over NUMA nodes") : Optional.empty();
    }

    /// All single changes of a setup, measured on all processors.
    private List<Measured> measured(Setup now, Measure best) {
        Optional<KubeletNode> empty = node(now);
        if (empty.isEmpty()) {
            return List.of();
        }
        Candidates candidates = new Candidates(now);
        List<Candidate> all = new ArrayList<>(candidates.settings(empty.get()));
        machines.forEach((name, machine) -> {
            if (!name.equals(now.machineName())) {
                all.add(new Candidate("machine", name + " instead of " + now.machineName(), now.on(name, machine)));
            }
        });
        for (int shape = 0; shape < now.shapes().size(); shape++) {
            if (now.parts().get(shape) == 1) {
                all.addAll(candidates.parts(shape));
            }
            all.addAll(sizes(candidates, now, empty.get(), shape));
        }
        Measured[] measured = new Measured[Math.min(all.size(), Math.max(0, budget - tried.get()))];
        new Pieces(patience).run(measured.length,
                piece -> measured[piece] = new Measured(all.get(piece), measure(all.get(piece).setup())));
        return IntStream.range(0, measured.length).mapToObj(piece -> Optional.ofNullable(measured[piece]))
                .flatMap(own -> own.stream()).filter(own -> keepsPods(own, best)).toList();
    }

    /// A larger pod is no gain where fewer of them run.
    private static boolean keepsPods(Measured own, Measure best) {
        return !own.candidate().kind().equals("size") || own.measure().startError().isPresent()
                || IntStream.range(0, best.shapes().size()).allMatch(
                        shape -> own.measure().shapes().get(shape).copies() >= best.shapes().get(shape).copies());
    }

    /// The smallest reduction with which one more fits, and the largest pod of which as many do.
    private List<Candidate> sizes(Candidates candidates, Setup now, KubeletNode empty, int index) {
        List<Candidate> found = new ArrayList<>();
        Shape shape = now.shapes().get(index);
        int copies = Copies.of(empty, shape).count();
        for (String resource : List.of("cpu", "memory")) {
            for (Quantity amount : ShapeEdits.less(shape, resource)) {
                if (Copies.of(empty, ShapeEdits.with(shape, resource, amount)).count() > copies) {
                    found.add(candidates.sized(index, resource, amount));
                    break;
                }
            }
        }
        Optional<Quantity> largest = Optional.empty();
        for (Quantity amount : copies == 0 || now.shapes().size() > 1 ? List.<Quantity>of()
                : ShapeEdits.more(shape, "cpu")) {
            if (Copies.of(empty, ShapeEdits.with(shape, "cpu", amount)).count() < copies) {
                break;
            }
            largest = Optional.of(amount);
        }
        largest.ifPresent(amount -> found.add(candidates.sized(index, "cpu", amount)));
        return found;
    }

    private Optional<KubeletNode> node(Setup setup) {
        return KubeletNode.start(setup.machine(), setup.configuration(),
                question.version()) instanceof KubeletStart.Started(KubeletNode node, var _) ? Optional.of(node)
                        : Optional.empty();
    }

    private Measure measure(Setup setup) {
        patience.at(Math.min(tried.incrementAndGet(), budget), budget);
        return switch (KubeletNode.start(setup.machine(), setup.configuration(), question.version())) {
            case KubeletStart.Refused(String error) ->
                new Measure(Optional.of("the kubelet does not start: " + error), List.of(), 0, 0);
            case KubeletStart.Started(KubeletNode empty, var _) -> setup.shapes().stream()
                    .flatMap(shape -> KnownResources.missing(empty, shape).stream()).findFirst()
                    .map(resource -> new Measure(Optional.of("the machine has no " + resource), List.of(), 0, 0))
                    .orElseGet(() -> measure(setup, empty));
        };
    }

    private Measure measure(Setup setup, KubeletNode empty) {
        List<ShapeMeasure> shapes = new ArrayList<>();
        for (int index = 0; index < setup.shapes().size(); index++) {
            Shape shape = setup.shapes().get(index);
            Copies copies = Copies.of(empty, shape);
            int parts = setup.parts().get(index);
            shapes.add(new ShapeMeasure(shape.name(), shape.asks(), parts, copies.count() / parts, copies.split()));
        }
        Filling.Floor floor = new Filling.Floor(empty, setup.shapes());
        int orders = setup.shapes().size() == 1 ? 1 : ORDERS;
        List<Filling> fillings = IntStream.range(0, orders)
                .mapToObj(order -> floor.fill(new ArrivalOrder(question.seed(), order, question.mix().shares())))
                .toList();
        MixOutcome mix = MixOutcome.of(setup.shapes(), fillings);
        return new Measure(Optional.empty(), shapes, mix.fullnessPermille().median() / 10.0, 100 * mix.splitShare());
    }

    /// The better one first.
    private int compare(Measure first, Measure second) {
        int order = Boolean.compare(first.startError().isPresent(), second.startError().isPresent());
        if (order != 0 || first.startError().isPresent()) {
            return order;
        }
        order = Long.compare(first.never(), second.never());
        double gain = work(first) - work(second);
        if (order == 0 && Math.abs(gain) > 1e-9) {
            order = gain > 0 ? -1 : 1;
        }
        return order != 0 ? order : Long.compare(fullness(second), fullness(first));
    }

    /// In steps that are worth a change.
    private static long fullness(Measure measure) {
        return Math.round(measure.fullPercent() / ENOUGH_PERCENT);
    }

    /// How much of what sums would allow fits, weighted by the mix.
    private double work(Measure measure) {
        double work = 0;
        for (int shape = 0; shape < measure.shapes().size(); shape++) {
            work += question.mix().percent().get(shape) * measure.shapes().get(shape).copies() / wholes[shape];
        }
        return work;
    }
}
