package io.alidade.view.page;

import io.alidade.engine.pod.PodRequest;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.plan.capacity.Room;
import io.alidade.plan.capacity.Shape;
import io.alidade.plan.explain.Explainer;
import java.util.List;

/// The state of a node in a word and a sentence.
///
/// @param mark     how it looks: `good`, `warn`, `bad` or `plain`
/// @param word     the state
/// @param sentence what that means in numbers
/// @param detail   why, or for whom; may be empty
record Verdict(String mark, String word, String sentence, String detail) {
    private static final int MILLIS_OF_A_CPU = 1_000;

    static Verdict of(NodeStatus status) {
        KubeletNode node = status.node();
        Room room = status.room();
        if (!node.node().settings().policies().pinsCpus()) {
            return unpinned(node);
        }
        int free = room.freeCpus().size();
        if (room.shape().isEmpty()) {
            return room.largestCpus() > 0
                    ? new Verdict("good", "Room", Markup.count(free, "CPU") + " free; the largest pod that fits has "
                            + Markup.count(room.largestCpus(), "CPU") + ".",
                            "No pod with CPUs of its own was here yet.")
                    : new Verdict("bad", "Full", "No pod gets a CPU of its own; " + free + " free.", "");
        }
        Shape shape = room.shape().get();
        int cpus = cpus(node, shape);
        String pods = "pods of " + Markup.count(cpus, "CPU");
        String asked = "That is what usually comes: " + shape.asks() + ".";
        String numbers = Markup.count(free, "CPU") + " free, " + room.strandedCpus().size() + " stranded";
        String largest = room.largestCpus() == 0 ? "" : " The largest pod that fits has "
                + Markup.count(room.largestCpus(), "CPU") + ".";
        if (room.copies() > 0) {
            return new Verdict("good", "Room", "for " + room.copies() + " more " + (room.copies() == 1
                    ? "pod of " + Markup.count(cpus, "CPU") : pods) + ": " + numbers + ".", asked + largest);
        }
        List<String> why = Explainer.reasons(node, shape.copy(1));
        String reason = why.isEmpty() ? ""
                : Character.toUpperCase(why.getFirst().charAt(0)) + why.getFirst().substring(1)
                        + ". ";
        return free >= cpus
                ? new Verdict("warn", "Fragmented", "for " + pods + ": " + numbers + ".", reason + asked + largest)
                : new Verdict("bad", "Full", "for " + pods + ": " + numbers + ".", asked + largest);
    }

    private static Verdict unpinned(KubeletNode node) {
        long requested = node.usage().requested().getOrDefault("cpu", 0L);
        var offered = node.fit().allocatable().allocatable().get("cpu");
        return new Verdict("plain", "Shared", requested / MILLIS_OF_A_CPU + " of "
                + (offered == null ? 0 : offered.ceilMillis() / MILLIS_OF_A_CPU) + " CPUs are requested.",
                "No pod gets CPUs of its own: the CPU Manager’s policy is none.");
    }

    private static int cpus(KubeletNode node, Shape shape) {
        PodRequest pod = shape.pod().request();
        return pod.containers().stream()
                .mapToInt(container -> node.node().allocations().cpus().exclusiveCount(pod, container)).sum();
    }
}
