package io.alidade.kube.refusal;

import java.util.Optional;

/// What makes a pod again when it is refused.
///
/// @param kind    such as `Job`; empty if only the name of the pod tells of its owner
/// @param isKnown whether it was told, and not taken from the pod's name
public record PodOwner(String kind, String name, boolean isKnown) {
    /// The letters of which controllers make names: no vowels, and no digits that look like one.
    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    /// Behind the name of a controller.
    private static final int DRAWN = 5;
    /// The hash of a Deployment's template, behind its name.
    private static final int SHORTEST_HASH = 6;
    private static final int LONGEST_HASH = 10;
    /// The number of a StatefulSet's pod, or the index of one of an Indexed Job.
    private static final int LONGEST_NUMBER = 6;

    /// As the pod's metadata has it. Of a ReplicaSet with the hash of a Deployment's template, that Deployment.
    public static PodOwner of(String kind, String name) {
        int dash = name.lastIndexOf('-');
        return kind.equals("ReplicaSet") && dash > 0 && isHash(name, dash + 1, name.length())
                ? new PodOwner("Deployment", name.substring(0, dash), true)
                : new PodOwner(kind, name, true);
    }

    /// As the name of a pod tells it: a Deployment's, a Job's, a DaemonSet's or a StatefulSet's pods have names that are made in
    /// a known way. A static pod is its own owner on its node; any other pod, too.
    public static PodOwner ofPod(String pod, Optional<String> node) {
        if (node.filter(own -> pod.endsWith("-" + own)).isPresent()) {
            return new PodOwner("", pod.substring(0, pod.length() - node.orElseThrow().length() - 1), false);
        }
        return new PodOwner("", pod.substring(0, ownerEnd(pod)), false);
    }

    private static int ownerEnd(String pod) {
        int last = pod.lastIndexOf('-');
        if (last <= 0) {
            return pod.length();
        }
        if (!isDrawn(pod, last + 1, pod.length(), DRAWN, DRAWN)) {
            return isNumber(pod, last + 1, pod.length()) ? last : pod.length();
        }
        int before = pod.lastIndexOf('-', last - 1);
        return before > 0 && (isNumber(pod, before + 1, last) || isHash(pod, before + 1, last)) ? before : last;
    }

    private static boolean isHash(String name, int start, int end) {
        return isDrawn(name, start, end, SHORTEST_HASH, LONGEST_HASH);
    }

    private static boolean isDrawn(String name, int start, int end, int shortest, int longest) {
        return end - start >= shortest && end - start <= longest && isOf(LETTERS, name, start, end);
    }

    private static boolean isNumber(String name, int start, int end) {
        return end - start >= 1 && end - start <= LONGEST_NUMBER && isOf("0123456789", name, start, end);
    }

    private static boolean isOf(String letters, String name, int start, int end) {
        for (int at = start; at < end; at++) {
            if (letters.indexOf(name.charAt(at)) < 0) {
                return false;
            }
        }
        return true;
    }

    /// `Job train`, `train`.
    @Override
    public String toString() {
        return kind.isEmpty() ? name : kind + " " + name;
    }
}
