package io.alidade.plan.fleet.workload;

import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.capacity.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Pods of manifests as a workload: all there from the start, those that ask for the same under one shape.
public final class StandingPods {
    private StandingPods() {}

    /// Pods in their order: each row of pods that ask for the same is a source.
    public static Workload of(List<PodManifest> pods) {
        List<Shape> shapes = Shape.of(pods);
        Map<PodManifest, Shape> byRequest = new LinkedHashMap<>();
        shapes.forEach(shape -> byRequest.put(shape.pod().nameless(), shape));
        List<PodSource> sources = new ArrayList<>();
        for (PodManifest pod : pods) {
            Shape shape = byRequest.getOrDefault(pod.nameless(), Shape.of(pod));
            if (!sources.isEmpty() && sources.getLast() instanceof PodSource.Standing(Shape last, List<String> names)
                    && last.name().equals(shape.name())) {
                List<String> more = new ArrayList<>(names);
                more.add(pod.label());
                sources.set(sources.size() - 1, new PodSource.Standing(shape, more));
            } else {
                sources.add(new PodSource.Standing(shape, List.of(pod.label())));
            }
        }
        return Workload.of(sources);
    }
}
