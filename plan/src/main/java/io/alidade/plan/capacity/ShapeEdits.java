package io.alidade.plan.capacity;

import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Shapes that ask for a little more or less, or for a part.
final class ShapeEdits {
    private static final long MEBIBYTE = 1L << 20;
    /// Memory is changed in steps of this part of it.
    private static final int MEMORY_STEPS = 16;

    private ShapeEdits() {}

    /// What the largest container asks for of a resource; nothing if none asks for it, or not for whole units of it.
    static Optional<Quantity> amount(Shape shape, String resource) {
        return largest(shape, resource).map(container -> own(container, resource))
                .filter(amount -> !resource.equals("cpu") || amount.ceilMillis() == 1000 * amount.ceilUnits());
    }

    /// Smaller amounts of a resource, the largest first, down to three quarters.
    static List<Quantity> less(Shape shape, String resource) {
        List<Quantity> smaller = new ArrayList<>();
        amount(shape, resource).ifPresent(amount -> {
            long units = amount.ceilUnits();
            long step = step(resource, units);
            for (long next = units - step; step > 0 && next >= Math.max(step, units - units / 4); next -= step) {
                smaller.add(quantity(resource, next));
            }
        });
        return smaller;
    }

    /// Larger ones, the smallest first, up to half as much again.
    static List<Quantity> more(Shape shape, String resource) {
        List<Quantity> larger = new ArrayList<>();
        amount(shape, resource).ifPresent(amount -> {
            long units = amount.ceilUnits();
            long step = step(resource, units);
            for (long next = units + step; step > 0 && next <= units + units / 2; next += step) {
                larger.add(quantity(resource, next));
            }
        });
        return larger;
    }

    private static long step(String resource, long units) {
        return resource.equals("cpu") ? 1 : units / MEMORY_STEPS / MEBIBYTE * MEBIBYTE;
    }

    private static Quantity quantity(String resource, long units) {
        return Quantity.parse((resource.equals("cpu") ? Quantity.of(units) : Quantity.ofBytes(units)).toText());
    }

    /// The same shape whose largest container asks for another amount.
    static Shape with(Shape shape, String resource, Quantity amount) {
        Optional<ContainerRequest> largest = largest(shape, resource);
        return changed(shape, shape.pod().request().containers().stream()
                .map(container -> largest.filter(container::equals).isPresent()
                        ? with(container, Map.of(resource, amount)) : container)
                .toList());
    }

    /// A pod that does one of so many equal parts of the work; nothing if that cannot be: it has more than one container, or
    /// CPUs or devices that cannot be divided so.
    static Optional<Shape> part(Shape shape, int parts) {
        PodRequest pod = shape.pod().request();
        if (pod.containers().size() != 1 || pod.podResources().isPresent()) {
            return Optional.empty();
        }
        ContainerRequest container = pod.containers().getFirst();
        Map<String, Quantity> amounts = new TreeMap<>();
        for (Map.Entry<String, Quantity> own : container.resources().requests().entrySet()) {
            long units = own.getValue().ceilUnits();
            boolean isBytes = own.getKey().equals("memory") || own.getKey().startsWith("hugepages-");
            boolean isWhole = own.getValue().ceilMillis() == 1000 * units || isBytes;
            if (!isWhole || (isBytes ? units / parts < MEBIBYTE : units % parts != 0)) {
                return Optional.empty();
            }
            amounts.put(own.getKey(), isBytes
                    ? Quantity.parse(Quantity.ofBytes(Math.ceilDiv(units / parts, MEBIBYTE) * MEBIBYTE).toText())
                    : Quantity.of(units / parts));
        }
        return Optional.of(changed(shape, List.of(with(container, amounts))));
    }

    private static Shape changed(Shape shape, List<ContainerRequest> containers) {
        PodRequest pod = shape.pod().request();
        return new Shape(shape.name(), shape.pod().with(new PodRequest(pod.uid(), pod.namespace(), pod.name(),
                pod.qosClass(), pod.podResources(), containers, pod.placement())), shape.note());
    }

    private static Optional<ContainerRequest> largest(Shape shape, String resource) {
        return shape.pod().request().containers().stream().filter(container -> container.kind() == ContainerKind.APP)
                .filter(container -> own(container, resource).signum() > 0)
                .max(Comparator.comparing(container -> own(container, resource)));
    }

    private static Quantity own(ContainerRequest container, String resource) {
        return container.resources().requests().getOrDefault(resource, Quantity.ZERO);
    }

    private static ContainerRequest with(ContainerRequest container, Map<String, Quantity> amounts) {
        Map<String, Quantity> requests = new TreeMap<>(container.resources().requests());
        Map<String, Quantity> limits = new TreeMap<>(container.resources().limits());
        amounts.forEach((resource, amount) -> {
            requests.put(resource, amount);
            limits.computeIfPresent(resource, (_, _) -> amount);
        });
        return new ContainerRequest(container.name(), container.kind(), new ResourceAmounts(requests, limits));
    }
}
