package io.alidade.e2e;

import io.alidade.agent.bench.FakedMachine;
import io.alidade.e2e.StandaloneKubelet.Plugin;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A kubelet, a machine, policies and pods.
///
/// @param minor  of the kubelet
/// @param policy of the Topology Manager
/// @param scope  likewise
record Scenario(String minor, FakedMachine machine, String policy, String scope) {
    private static final String GPU = "example.test/gpu";

    static final List<FakedMachine> MACHINES = List.of(
            new FakedMachine("one socket, two NUMA nodes", 1, 2, 8, 2, 8192, 0),
            new FakedMachine("two sockets", 2, 1, 4, 2, 8192, 0),
            new FakedMachine("two sockets of two NUMA nodes", 2, 2, 6, 2, 4096, 0),
            new FakedMachine("four sockets without threads, hugepages", 4, 1, 6, 1, 6144, 512));

    static final List<String> POLICIES = List.of("none", "best-effort", "restricted", "single-numa-node");

    static final List<String> MINORS = List.of("1.36", "1.37");

    /// What a build runs: every machine and every policy with every kubelet, but not all with all. `-Dalidade.e2e=all` runs
    /// those.
    static List<Scenario> chosen() {
        boolean all = "all".equals(System.getProperty("alidade.e2e"));
        List<Scenario> scenarios = new ArrayList<>();
        for (int minor = 0; minor < MINORS.size(); minor++) {
            for (int machine = 0; machine < MACHINES.size(); machine++) {
                for (int policy = 0; policy < POLICIES.size(); policy++) {
                    if (all || (machine + minor) % POLICIES.size() == policy) {
                        scenarios.add(new Scenario(MINORS.get(minor), MACHINES.get(machine), POLICIES.get(policy),
                                (machine + policy) % 2 == 0 ? "container" : "pod"));
                    }
                }
            }
        }
        return scenarios;
    }

    @Override
    public String toString() {
        return minor + ", " + machine.name() + ", " + policy + " by " + scope;
    }

    /// A kubelet's configuration.
    String configuration() {
        return String.format(Locale.ROOT, """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                cpuManagerPolicy: static
                reservedSystemCPUs: "0"
                memoryManagerPolicy: Static
                topologyManagerPolicy: %s
                topologyManagerScope: %s
                kubeReserved: {memory: 400Mi}
                evictionHard: {memory.available: 100Mi, nodefs.available: 1%%, imagefs.available: 1%%}
                reservedMemory: [{numaNode: 0, limits: {memory: 500Mi}}]
                """, policy, scope);
    }

    /// Two devices on each NUMA node.
    List<Plugin> plugins() {
        List<String> devices = new ArrayList<>();
        for (int device = 0; device < 2 * numaNodes(); device++) {
            devices.add("gpu" + device + "=" + device / 2);
        }
        return List.of(new Plugin(GPU, String.join(",", devices)));
    }

    /// The same devices as `--devices` takes them.
    String devices() {
        StringBuilder text = new StringBuilder();
        for (int device = 0; device < 2 * numaNodes(); device++) {
            text.append("- {resource: ").append(GPU).append(", id: gpu").append(device).append(", numa: [")
                    .append(device / 2).append("], healthy: true}\n");
        }
        return text.toString();
    }

    private int numaNodes() {
        return machine.sockets() * machine.numaNodes();
    }

    /// A static pod.
    record Pod(String name, String containers) {
        String manifest() {
            return String.format(Locale.ROOT, """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: %s, namespace: default, uid: uid-%s}
                    spec:
                      hostNetwork: true
                      terminationGracePeriodSeconds: 0
                    %s""", name, name, containers.indent(2));
        }
    }

    private static String container(String name, String more, String limits) {
        return "- {name: " + name + ", image: \"example.test/busybox:1\", imagePullPolicy: Never, resources: {limits: {"
                + limits + "}}" + more + "}\n";
    }

    private static Pod pod(String name, String limits) {
        return new Pod(name, "containers:\n" + container("c", "", limits));
    }

    /// Pods in the order in which they come.
    List<Pod> first() {
        List<Pod> pods = new ArrayList<>(List.of(pod("small", "cpu: 2, memory: 1Gi, " + GPU + ": 1"),
                pod("wide", "cpu: 6, memory: 512Mi"),
                new Pod("shared", "containers:\n- {name: c, image: \"example.test/busybox:1\", imagePullPolicy: Never,"
                        + " resources: {requests: {cpu: 100m}}}\n"),
                new Pod("init", "initContainers:\n" + container("i", ", command: [/bin/true]", "cpu: 2, memory: 700Mi")
                        + "containers:\n" + container("c", "", "cpu: 1, memory: 600Mi, " + GPU + ": 1")),
                new Pod("pair", "containers:\n" + container("one", "", "cpu: 1, memory: 300Mi, " + GPU + ": 1")
                        + container("two", "", "cpu: 2, memory: 400Mi, " + GPU + ": 1"))));
        if (machine.hugepages2Mi() > 0) {
            pods.add(pod("pages", "cpu: 1, memory: 256Mi, hugepages-2Mi: 600Mi"));
        }
        pods.add(pod("heavy", "cpu: 1, memory: 5Gi"));
        pods.add(new Pod("sidecar", "initContainers:\n"
                + container("s", ", restartPolicy: Always", "cpu: 1, memory: 200Mi") + "containers:\n"
                + container("c", "", "cpu: 1, memory: 200Mi")));
        pods.add(pod("last", "cpu: 1, memory: 100Mi"));
        return pods;
    }

    /// What goes then.
    List<String> gone() {
        return List.of("small", "pair");
    }

    /// What comes after that. The last takes a device: a kubelet writes of devices that came back only with the next that is
    /// taken (device-manager 9).
    List<Pod> second() {
        return List.of(pod("again", "cpu: 4, memory: 2Gi, " + GPU + ": 2"),
                pod("end", "cpu: 1, memory: 100Mi, " + GPU + ": 1"));
    }
}
