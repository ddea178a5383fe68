package io.alidade.plan.capacity;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.document.BadInput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Shapes of which it is to be known at any time what of them fits on a node. For one thread at a time.
public final class WatchList {
    /// More of them are no list that somebody watches.
    public static final int MAX_SHAPES = 16;

    private final List<Shape> shapes;
    private final List<ShapeSizes> sizes;

    private WatchList(List<Shape> shapes) {
        this.shapes = shapes;
        this.sizes = shapes.stream().map(ShapeSizes::new).toList();
    }

    /// What of one shape fits.
    ///
    /// @param copies  that would be admitted one after the other, if no other pod came
    /// @param largest the largest pod of its proportions that would be admitted, as a multiple of the shape; 0 if none is
    public record Fit(Shape shape, int copies, double largest) {
        /// The CPUs of that pod; absent where the shape asks for none.
        public Optional<Double> largestCpus() {
            return Optional.ofNullable(shape.requests().get("cpu")).filter(cpus -> cpus.signum() > 0)
                    .map(cpus -> cpus.value().doubleValue() * largest);
        }
    }

    /// What fits at one moment.
    ///
    /// @param fits in the order of the list
    /// @param full the node filled with the shapes, in the order of the list: what is free there is of no use to any of them
    public record Answer(List<Fit> fits, KubeletNode full) {
        public Answer {
            fits = List.copyOf(fits);
        }
    }

    /// Watches these.
    ///
    /// @throws BadInput if there are too many, or two of one name
    public static WatchList of(List<Shape> shapes) {
        if (shapes.size() > MAX_SHAPES) {
            throw new BadInput(shapes.size() + " shapes are to be watched, and " + MAX_SHAPES + " are the most.",
                    "Leave out those that nobody waits for.");
        }
        Set<String> names = new HashSet<>();
        shapes.stream().map(Shape::name).filter(name -> !names.add(name)).findFirst().ifPresent(name -> {
            throw new BadInput("two shapes are called " + name + ".", "Call one of them otherwise.");
        });
        return new WatchList(List.copyOf(shapes));
    }

    public boolean isEmpty() {
        return shapes.isEmpty();
    }

    /// Asks a node. Of a shape that asks for what the node does not know nothing fits, whatever a kubelet would say to a pod
    /// that a scheduler had sent it nevertheless.
    public Answer ask(KubeletNode node) {
        List<Fit> fits = new ArrayList<>();
        KubeletNode full = node;
        for (int index = 0; index < shapes.size(); index++) {
            Shape shape = shapes.get(index);
            if (KnownResources.missing(node, shape).isPresent()) {
                fits.add(new Fit(shape, 0, 0));
            } else {
                Copies copies = Copies.of(node, shape);
                fits.add(new Fit(shape, copies.count(), sizes.get(index).largest(node)));
                full = full == node ? copies.node() : Copies.of(full, shape).node();
            }
        }
        return new Answer(fits, full);
    }
}
