package io.alidade.e2e;

import io.alidade.e2e.Scenario.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Pods of all kinds that the managers tell apart, as a seed brings them. Some are too large.
final class RandomPods {
    private static final String IMAGE = ", image: \"example.test/busybox:1\", imagePullPolicy: Never";

    private final SplittableRandom random;
    private final boolean hugepages;
    private int number;

    RandomPods(long seed, boolean hugepages) {
        this.random = new SplittableRandom(seed);
        this.hugepages = hugepages;
    }

    Pod next() {
        number++;
        StringBuilder spec = new StringBuilder();
        if (random.nextInt(4) == 0) {
            spec.append("initContainers:\n").append("- {name: i").append(IMAGE).append(", command: [/bin/true]")
                    .append(limits()).append("}\n");
        }
        spec.append("containers:\n");
        int containers = 1 + (random.nextInt(3) == 0 ? 1 : 0);
        for (int container = 0; container < containers; container++) {
            spec.append("- {name: c").append(container).append(IMAGE).append(limits()).append("}\n");
        }
        return new Pod("r" + number, spec.toString());
    }

    private String limits() {
        return switch (random.nextInt(8)) {
            case 0 -> "";
            case 1 -> ", resources: {requests: {cpu: 200m, memory: 50Mi}}";
            case 2 -> ", resources: {limits: {cpu: 1500m, memory: 100Mi}}";
            default -> ", resources: {limits: {" + String.join(", ", amounts()) + "}}";
        };
    }

    private List<String> amounts() {
        List<String> amounts = new ArrayList<>();
        boolean isLarge = random.nextInt(10) == 0;
        amounts.add("cpu: " + (1 + random.nextInt(isLarge ? 14 : 4)));
        amounts.add("memory: " + (1 + random.nextInt(isLarge ? 60 : 10)) + "00Mi");
        if (random.nextInt(3) == 0) {
            amounts.add(PodSequence.GPU + ": " + (1 + random.nextInt(2)));
        }
        if (random.nextInt(6) == 0) {
            amounts.add(PodSequence.NIC + ": 1");
        }
        if (hugepages && random.nextInt(4) == 0) {
            amounts.add("hugepages-2Mi: " + 2 * (1 + random.nextInt(200)) + "Mi");
        }
        return amounts;
    }

    /// One of these, or none at times.
    List<String> leaving(List<String> running) {
        return running.size() < 3 || random.nextInt(3) > 0 ? List.of()
                : List.of(running.get(random.nextInt(running.size())));
    }
}
