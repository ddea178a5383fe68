package io.alidade.plan.fleet.workload;

import io.alidade.engine.quantity.Quantity;
import io.alidade.plan.capacity.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A workload where none is given: sizes that double, each half as frequent as the one before, as published traces of
/// clusters have them; small pods live for minutes, large ones for a day; more come in the afternoon.
public final class UsualMix {
    private static final double WAVE = 0.5;
    private static final int SIZES = 4;
    /// Of the time in which the pods come, how much is taken on average.
    private static final double LOAD = 0.75;

    private UsualMix() {}

    /// Pods for nodes of one kind, so many that about three quarters of them are taken.
    ///
    /// @param offer what a node offers, as `cpu`, `memory` and devices
    /// @param nodes how many there are
    public static Workload of(Map<String, Quantity> offer, int nodes, Duration duration) {
        Optional<String> device = offer.keySet().stream().filter(name -> name.contains("/") && !name.contains(
                "kubernetes.io/")).findFirst();
        long cpus = Math.max(1, offer.getOrDefault("cpu", Quantity.ZERO).ceilMillis() / 1000);
        long memory = offer.getOrDefault("memory", Quantity.ZERO).ceilUnits();
        long devices = device.map(name -> offer.getOrDefault(name, Quantity.ZERO).ceilUnits()).orElse(0L);
        long units = devices > 0 ? devices : Math.max(1, cpus / 2);
        List<Shape> shapes = new ArrayList<>();
        for (long size = 1; size <= units && shapes.size() < SIZES; size *= 2) {
            Map<String, Quantity> requests = new TreeMap<>();
            requests.put("cpu", Quantity.of(Math.max(1, devices > 0 ? (cpus - 1) * size / units : 2 * size)));
            requests.put("memory", Quantity.ofBytes((memory * 9 / 10 * size / units) >> 20 << 20));
            if (devices > 0) {
                requests.put(device.orElseThrow(), Quantity.of(size));
            }
            shapes.add(AskedPods.shape((devices > 0 ? "gpu-" : "cpu-") + (devices > 0 ? size : 2 * size), requests,
                    Map.of(), List.of()));
        }
        return workload(shapes, units, nodes, duration);
    }

    private static Workload workload(List<Shape> shapes, long units, int nodes, Duration duration) {
        DailyWave wave = new DailyWave(duration, WAVE);
        List<PodSource> sources = new ArrayList<>();
        for (int index = 0; index < shapes.size(); index++) {
            long median = Duration.ofMinutes(30L << (2 * index)).toMillis();
            Lifetime lifetime = new Lifetime(median, 6 * median);
            // Each size gets the same share of the nodes; the mean of a log-normal is exp(s*s/2) above its median.
            double spread = StrictMath.log(6) / 1.645;
            double mean = median * StrictMath.exp(spread * spread / 2);
            double share = LOAD * units * nodes / shapes.size() / (1L << index);
            long count = Math.max(1, Math.round(share * duration.toMillis() / mean));
            sources.add(new PodSource.Coming(shapes.get(index), count, Optional.of(lifetime), wave));
        }
        return Workload.of(sources);
    }
}
