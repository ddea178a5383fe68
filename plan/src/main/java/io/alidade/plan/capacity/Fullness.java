package io.alidade.plan.capacity;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.pod.EffectiveRequests;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// How full a node is: the share that is requested of the resource of which the largest share is. 1 is a node on which
/// nothing more could be put even if its parts could be moved together at will.
final class Fullness {
    private final double[][] shares;

    Fullness(KubeletNode empty, List<Shape> shapes) {
        Map<String, Quantity> offered = empty.fit().allocatable().allocatable();
        List<Map<String, Quantity>> asked = shapes.stream()
                .map(shape -> EffectiveRequests.of(shape.pod(), empty.fit().gates())).toList();
        TreeSet<String> resources = new TreeSet<>(offered.keySet());
        resources.removeIf(resource -> offered.getOrDefault(resource, Quantity.ZERO).signum() <= 0);
        shares = new double[shapes.size()][resources.size()];
        for (int shape = 0; shape < shares.length; shape++) {
            int column = 0;
            for (String resource : resources) {
                Quantity own = resource.equals("pods") ? Quantity.of(1)
                        : asked.get(shape).getOrDefault(resource, Quantity.ZERO);
                shares[shape][column++] = units(resource, own)
                        / units(resource, offered.getOrDefault(resource, Quantity.ZERO));
            }
        }
    }

    private static double units(String resource, Quantity amount) {
        return resource.equals("cpu") ? amount.ceilMillis() : amount.ceilUnits();
    }

    /// Of a node that has so many pods of each shape.
    double of(int... counts) {
        double fullest = 0;
        for (int column = 0; shares.length > 0 && column < shares[0].length; column++) {
            double sum = 0;
            for (int shape = 0; shape < shares.length; shape++) {
                sum += counts[shape] * shares[shape][column];
            }
            fullest = Math.max(fullest, sum);
        }
        return fullest;
    }

    /// Copies of one shape for which there would be room if nothing but sums counted.
    int copies(int shape) {
        double largest = 0;
        for (double share : shares[shape]) {
            largest = Math.max(largest, share);
        }
        return largest <= 0 ? 0 : (int) Math.floor(1 / largest + 1e-9);
    }
}
