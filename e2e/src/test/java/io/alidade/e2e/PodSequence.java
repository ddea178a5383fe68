package io.alidade.e2e;

import io.alidade.e2e.Scenario.Pod;
import java.util.ArrayList;
import java.util.List;

/// What happens on a node, one after the other: pods of every kind that the managers tell apart, pods that are refused, that
/// end and that go, devices that break and a plugin that leaves.
final class PodSequence {
    static final String GPU = "example.test/gpu";
    static final String NIC = "example.test/nic";
    static final String DISK = "example.test/disk";

    private static final Pod AGAIN = pod("again", "cpu: 3, memory: 2Gi, " + GPU + ": 1");
    private static final Pod END = pod("end", "cpu: 1, memory: 100Mi, " + DISK + ": 1");

    private PodSequence() {}

    /// One of these things.
    sealed interface Step {
        /// A pod arrives.
        record Arrives(Pod pod) implements Step {}

        /// A pod is taken away.
        record Goes(String name) implements Step {}

        /// A pod ends by itself.
        record Ends(String name) implements Step {}

        /// A plugin tells other devices.
        record Tells(String resource, String devices) implements Step {}

        /// A plugin leaves.
        record Leaves(String resource) implements Step {}
    }

    /// Pods in the order in which they come. The last ends after a moment.
    static List<Pod> arrivals(boolean hugepages) {
        List<Pod> pods = new ArrayList<>(List.of(
                pod("small", "cpu: 2, memory: 1Gi, " + GPU + ": 1"),
                pod("wide", "cpu: 5, memory: 512Mi"),
                new Pod("shared", "containers:\n" + container("c", "", "requests: {cpu: 100m, memory: 50Mi}")),
                new Pod("besteffort", "containers:\n" + container("c", "", "")),
                pod("fraction", "cpu: 500m, memory: 100Mi"),
                new Pod("init", "initContainers:\n"
                        + limited("i", ", command: [/bin/true]", "cpu: 2, memory: 700Mi, " + GPU + ": 1")
                        + "containers:\n" + limited("c", "", "cpu: 1, memory: 600Mi, " + GPU + ": 1")),
                new Pod("pair", "containers:\n" + limited("one", "", "cpu: 1, memory: 300Mi, " + GPU + ": 1")
                        + limited("two", "", "cpu: 2, memory: 400Mi, " + GPU + ": 1")),
                pod("devices", "cpu: 1, memory: 100Mi, " + NIC + ": 1, " + DISK + ": 1")));
        if (hugepages) {
            pods.add(pod("pages", "cpu: 1, memory: 256Mi, hugepages-2Mi: 600Mi"));
        }
        pods.addAll(List.of(
                pod("heavy", "cpu: 1, memory: 5Gi"),
                pod("greedy", "cpu: 1, memory: 100Mi, " + GPU + ": 50"),
                new Pod("sidecar", "initContainers:\n"
                        + limited("s", ", restartPolicy: Always", "cpu: 1, memory: 200Mi, " + DISK + ": 1")
                        + limited("i", ", command: [/bin/true]", "cpu: 1, memory: 200Mi") + "containers:\n"
                        + limited("c", "", "cpu: 1, memory: 200Mi")),
                pod("crowded", "cpu: 40, memory: 100Mi"),
                pod("last", "cpu: 1, memory: 100Mi"),
                new Pod("brief", "restartPolicy: Never\ncontainers:\n"
                        + limited("c", ", command: [/bin/sleep, \"2\"]", "cpu: 1, memory: 100Mi"))));
        return pods;
    }

    /// What happens after that. What is left of devices that came back is written only with the next that is taken
    /// (device-manager 9), so a pod with a device follows.
    static List<Step> afterwards(String halfOfTheGpus) {
        return List.of(new Step.Ends("brief"), new Step.Goes("small"), new Step.Goes("pair"), new Step.Goes("greedy"),
                new Step.Arrives(AGAIN),
                new Step.Tells(GPU, halfOfTheGpus),
                new Step.Arrives(pod("half", "cpu: 1, memory: 100Mi, " + GPU + ": 1")),
                new Step.Arrives(pod("none", "cpu: 1, memory: 100Mi, " + GPU + ": 7")),
                new Step.Goes("devices"), new Step.Leaves(NIC),
                new Step.Arrives(pod("offline", "cpu: 1, memory: 100Mi, " + NIC + ": 1")),
                new Step.Arrives(END));
    }

    /// Those of the later pods that find a place when `small` and `pair` have gone.
    static List<Pod> returns() {
        return List.of(AGAIN, END);
    }

    private static Pod pod(String name, String limits) {
        return new Pod(name, "containers:\n" + limited("c", "", limits));
    }

    private static String limited(String name, String more, String limits) {
        return container(name, more, "limits: {" + limits + "}");
    }

    private static String container(String name, String more, String resources) {
        return "- {name: " + name + ", image: \"example.test/busybox:1\", imagePullPolicy: Never, resources: {"
                + resources + "}" + more + "}\n";
    }
}
