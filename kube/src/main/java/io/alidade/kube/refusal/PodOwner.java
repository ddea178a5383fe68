package io.alidade.kube.refusal;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What makes a pod again when it is refused.
///
/// @param kind    such as `Job`; empty if only the name of the pod tells of its owner
/// @param isKnown whether it was told, and not taken from the pod's name
public record PodOwner(String kind, String name, boolean isKnown) {
    /// The letters of which controllers make names: no vowels, and no digits that look like one.
    private static final String LETTERS = "[bcdfghjklmnpqrstvwxz2456789]";
    /// A Deployment's ReplicaSet: its name, and the hash of the template.
    private static final Pattern OF_TEMPLATE = Pattern.compile("(.+)-" + LETTERS + "{6,10}");
    /// A Deployment's pod: its name, the hash of the template, and five letters.
    private static final Pattern HASHED = Pattern.compile("(.+)-" + LETTERS + "{6,10}-" + LETTERS + "{5}");
    /// A pod of an Indexed Job: its index, and five letters.
    private static final Pattern INDEXED = Pattern.compile("(.+)-[0-9]{1,6}-" + LETTERS + "{5}");
    private static final Pattern DRAWN = Pattern.compile("(.+)-" + LETTERS + "{5}");
    private static final Pattern NUMBERED = Pattern.compile("(.+)-[0-9]{1,6}");

    /// As the pod's metadata has it. Of a ReplicaSet with the hash of a Deployment's template, that Deployment.
    public static PodOwner of(String kind, String name) {
        Matcher deployment = OF_TEMPLATE.matcher(name);
        return kind.equals("ReplicaSet") && deployment.matches() ? new PodOwner("Deployment", deployment.group(1), true)
                : new PodOwner(kind, name, true);
    }

    /// As the name of a pod tells it: a Deployment's, a Job's, a DaemonSet's or a StatefulSet's pods have names that are made in
    /// a known way. A static pod is its own owner on its node; any other pod, too.
    public static PodOwner ofPod(String pod, Optional<String> node) {
        if (node.filter(own -> pod.endsWith("-" + own)).isPresent()) {
            return new PodOwner("", pod.substring(0, pod.length() - node.orElseThrow().length() - 1), false);
        }
        for (Pattern pattern : List.of(INDEXED, HASHED, DRAWN, NUMBERED)) {
            Matcher made = pattern.matcher(pod);
            if (made.matches()) {
                return new PodOwner("", made.group(1), false);
            }
        }
        return new PodOwner("", pod, false);
    }

    /// `Job train`, `train`.
    @Override
    public String toString() {
        return kind.isEmpty() ? name : kind + " " + name;
    }
}
