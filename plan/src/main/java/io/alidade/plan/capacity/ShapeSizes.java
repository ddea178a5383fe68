package io.alidade.plan.capacity;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.pod.PodManifest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// One shape in other sizes: all that it asks for grows and shrinks in proportion. Where it asks for whole CPUs a step is one
/// CPU, else the whole shape; devices and hugepages are rounded up. For one thread at a time.
final class ShapeSizes {
    /// More steps are not looked at.
    static final int MAX_STEPS = 4_096;

    private static final String CPU = "cpu";
    private static final String HUGEPAGES = "hugepages-";
    private static final long MILLIS_OF_A_CPU = 1_000;

    private final Shape shape;
    private final Map<String, Quantity> requests;
    private final int steps;
    private final Map<Integer, PodManifest> made = new HashMap<>();

    ShapeSizes(Shape shape) {
        this.shape = shape;
        this.requests = shape.requests();
        long millis = requests.getOrDefault(CPU, Quantity.ZERO).ceilMillis();
        this.steps = millis > 0 && millis % MILLIS_OF_A_CPU == 0
                ? (int) Math.min(millis / MILLIS_OF_A_CPU, MAX_STEPS) : 1;
    }

    /// The largest pod of these proportions that a node admits, as a multiple of the shape; 0 if none is.
    ///
    /// Larger is not always harder: whole cores only admit every second size. So all sizes for which there is room by sums
    /// are tried, the largest first.
    double largest(KubeletNode node) {
        for (int size = room(node); size > 0; size--) {
            if (node.admit(pod(size)) instanceof PodDecision.Admitted) {
                return (double) size / steps;
            }
        }
        return 0;
    }

    /// Steps for which there is room if nothing but sums counted.
    private int room(KubeletNode node) {
        Map<String, Quantity> offered = node.fit().allocatable().allocatable();
        Map<String, Long> taken = node.usage().requested();
        BigDecimal room = BigDecimal.valueOf(MAX_STEPS);
        for (Map.Entry<String, Quantity> own : requests.entrySet()) {
            Quantity all = offered.get(own.getKey());
            if (all != null && own.getValue().signum() > 0) {
                long units = taken.getOrDefault(own.getKey(), 0L);
                Quantity free = all.subtract(own.getKey().equals(CPU) ? Quantity.ofMillis(units) : Quantity.of(units));
                room = room.min(free.value().multiply(BigDecimal.valueOf(steps)).divide(own.getValue().value(), 0,
                        RoundingMode.FLOOR));
            }
        }
        return room.max(BigDecimal.ZERO).intValue();
    }

    private PodManifest pod(int size) {
        return made.computeIfAbsent(size, _ -> {
            Map<String, String> amounts = new TreeMap<>();
            requests.forEach((resource, amount) -> {
                if (amount.signum() > 0) {
                    amounts.put(resource, amount(resource, amount.value().multiply(BigDecimal.valueOf(size))));
                }
            });
            return shape.asking(amounts);
        });
    }

    /// @param product the amount of the shape times the number of steps
    private String amount(String resource, BigDecimal product) {
        if (resource.equals(CPU)) {
            return product.multiply(BigDecimal.valueOf(MILLIS_OF_A_CPU)).divide(BigDecimal.valueOf(steps), 0,
                    RoundingMode.CEILING).toPlainString() + "m";
        }
        BigDecimal unit = resource.startsWith(HUGEPAGES)
                ? Quantity.parse(resource.substring(HUGEPAGES.length())).value() : BigDecimal.ONE;
        return product.divide(unit.multiply(BigDecimal.valueOf(steps)), 0, RoundingMode.CEILING).multiply(unit)
                .toPlainString();
    }
}
