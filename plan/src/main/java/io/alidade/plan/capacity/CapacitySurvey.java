package io.alidade.plan.capacity;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.explain.Explainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/// Looks what fits on one machine.
public final class CapacitySurvey {
    /// More orders of arrival say nothing more.
    public static final int MAX_ORDERS = 10_000;

    private final CapacityQuestion question;
    private final KubeletConfiguration base;
    private final List<String> warnings = new ArrayList<>();
    private final List<Variant> variants;
    private final List<Shape> shapes;

    private CapacitySurvey(CapacityQuestion question) {
        this.question = question;
        this.shapes = question.mix().shapes();
        Variants.Base pinned = Variants.Base.of(question.machine(), question.configuration());
        this.base = pinned.configuration();
        pinned.note().ifPresent(warnings::add);
        shapes.forEach(shape -> shape.note().ifPresent(warnings::add));
        this.variants = Variants.of(question.machine(), base, question.options());
    }

    /// Answers.
    ///
    /// @throws io.alidade.kube.document.BadInput if a shape asks for what the machine does not know
    public static CapacityReport of(CapacityQuestion question, Patience patience) {
        return new CapacitySurvey(question).report(patience);
    }

    /// What has been looked at of one variant.
    private record Found(VariantCapacity copies, Optional<Filling.Floor> floor) {}

    private CapacityReport report(Patience patience) {
        checkResources();
        // With one shape there is one order.
        int orders = shapes.size() == 1 ? 1 : question.orders();
        AtomicReferenceArray<Found> found = new AtomicReferenceArray<>(variants.size());
        Pieces pieces = new Pieces(patience);
        boolean isComplete = new Pieces(quiet(patience)).run(variants.size(),
                piece -> found.set(piece, found(variants.get(piece))));
        AtomicReferenceArray<Filling> fillings = new AtomicReferenceArray<>(variants.size() * orders);
        isComplete &= pieces.run(variants.size() * orders, piece -> {
            Found own = found.get(piece % variants.size());
            if (own != null && own.floor().isPresent()) {
                fillings.set(piece, own.floor().get().fill(
                        new ArrivalOrder(question.seed(), piece / variants.size(), question.mix().shares())));
            }
        });
        List<VariantCapacity> answers = new ArrayList<>();
        for (int index = 0; index < variants.size(); index++) {
            Found own = found.get(index);
            if (own != null) {
                int variant = index;
                List<Filling> ownFillings = IntStream.range(0, orders)
                        .mapToObj(order -> fillings.get(order * variants.size() + variant))
                        .filter(filling -> filling != null).toList();
                answers.add(own.copies().with(ownFillings.isEmpty() ? Optional.empty()
                        : Optional.of(MixOutcome.of(shapes, ownFillings))));
            }
        }
        answers.stream().filter(own -> own.variant().isCurrent() && own.runningRefused() > 0).findFirst()
                .ifPresent(own -> warnings.add(own.runningRefused() + " of the pods that run would be refused if they"
                        + " came in this order, and are left out: what fits beside the others is counted"));
        return new CapacityReport(question.machine(), question.version(), question.mix(), orders, question.seed(),
                question.hasRunning(), isComplete, answers, warnings);
    }

    private static Patience quiet(Patience patience) {
        return new Patience() {
            @Override
            public boolean lasts() {
                return patience.lasts();
            }

            @Override
            public void at(long done, long all) {}
        };
    }

    private void checkResources() {
        for (Variant variant : variants) {
            if (question.startEmpty(variant.configuration()) instanceof KubeletStart.Started(KubeletNode node, var _)) {
                KnownResources.check(node, shapes);
                return;
            }
        }
    }

    private Found found(Variant variant) {
        return switch (question.startEmpty(variant.configuration())) {
            case KubeletStart.Refused(String error) ->
                new Found(new VariantCapacity(variant, Optional.of(error), 0, List.of(), Optional.empty()),
                        Optional.empty());
            case KubeletStart.Started(KubeletNode empty, var _) -> {
                Filling.Floor floor = new Filling.Floor(empty, shapes);
                Optional<Current> current = current(variant);
                List<CopyCount> copies = new ArrayList<>();
                for (int shape = 0; shape < shapes.size(); shape++) {
                    copies.add(copies(empty, floor, shape, current));
                }
                yield new Found(new VariantCapacity(variant, Optional.empty(),
                        current.map(Current::refused).orElse(0), copies, Optional.empty()), Optional.of(floor));
            }
        };
    }

    /// The node with the pods that run, as far as this kubelet admits them.
    ///
    /// @param refused how many it does not
    public record Current(KubeletNode node, int refused) {}

    private Optional<Current> current(Variant variant) {
        if (!question.hasRunning() || !(question
                .startCurrent(variant.configuration()) instanceof KubeletStart.Started(KubeletNode start, var _))) {
            return Optional.empty();
        }
        return Optional.of(current(start, question.running()));
    }

    /// Lets the pods come that run, in their order.
    public static Current current(KubeletNode start, List<PodManifest> running) {
        KubeletNode.Arrival arrival = start.arrival(running);
        KubeletNode node = arrival.node();
        int refused = 0;
        for (PodManifest pod : arrival.pods()) {
            PodDecision decision = node.admit(pod);
            refused += decision instanceof PodDecision.Refused ? 1 : 0;
            node = decision.node();
        }
        return new Current(node, refused);
    }

    private CopyCount copies(KubeletNode empty, Filling.Floor floor, int index, Optional<Current> current) {
        Shape shape = shapes.get(index);
        Copies copies = Copies.of(empty, shape);
        Optional<Copies> now = current.map(running -> Copies.of(running.node(), shape));
        // A kubelet that does not start over the checkpoints takes nobody.
        int fromCurrent = now.map(Copies::count).orElse(question.hasRunning() ? 0 : copies.count());
        Leftover left = Leftover.of(copies.node());
        Optional<String> never = copies.count() > 0 ? Optional.empty()
                : Optional.of(String.join("; ", Explainer.reasons(empty, shape.copy(1))));
        return new CopyCount(shape, copies.count(), fromCurrent, copies.split(), floor.fullness().copies(index), left,
                now.map(full -> Leftover.of(full.node())).orElse(left), never);
    }
}
