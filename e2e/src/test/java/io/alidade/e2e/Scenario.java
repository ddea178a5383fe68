package io.alidade.e2e;

import io.alidade.agent.bench.FakedMachine;
import io.alidade.e2e.StandaloneKubelet.Plugin;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// A kubelet, a machine with its device plugins, and policies.
///
/// @param minor  of the kubelet
/// @param policy of the Topology Manager
/// @param scope  likewise
record Scenario(String minor, FakedMachine machine, String policy, String scope) {
    static final List<FakedMachine> MACHINES = List.of(
            new FakedMachine("one socket, two NUMA nodes", 1, 2, 10, 2, 8192, 0),
            new FakedMachine("two sockets", 2, 1, 5, 2, 8192, 0),
            new FakedMachine("two sockets of two NUMA nodes", 2, 2, 6, 2, 4096, 0),
            new FakedMachine("four sockets without threads, hugepages", 4, 1, 6, 1, 6144, 512));

    static final List<String> POLICIES = List.of("none", "best-effort", "restricted", "single-numa-node");

    static final List<String> MINORS = List.of("1.36", "1.37");

    /// What a build runs: every machine and every policy with every kubelet, but not all with all. `-Dalidade.e2e=all` runs
    /// those, and another value those whose name has it.
    static List<Scenario> chosen() {
        String wanted = System.getProperty("alidade.e2e", "");
        List<Scenario> scenarios = new ArrayList<>();
        for (int minor = 0; minor < MINORS.size(); minor++) {
            for (int machine = 0; machine < MACHINES.size(); machine++) {
                for (int policy = 0; policy < POLICIES.size(); policy++) {
                    Scenario scenario = new Scenario(MINORS.get(minor), MACHINES.get(machine), POLICIES.get(policy),
                            (machine + policy) % 2 == 0 ? "container" : "pod");
                    boolean usual = (machine + minor) % POLICIES.size() == policy;
                    if (wanted.isEmpty() ? usual : wanted.equals("all") || scenario.toString().contains(wanted)) {
                        scenarios.add(scenario);
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

    /// Of each NUMA node two devices, and one that is broken; of each two NUMA nodes one device that is near to both; two
    /// that are nowhere.
    List<Plugin> plugins() {
        return List.of(new Plugin(PodSequence.GPU, gpus("")), new Plugin(PodSequence.NIC, nics()),
                new Plugin(PodSequence.DISK, "disk0=,disk1="));
    }

    /// @param mark behind the second device of each NUMA node
    private String gpus(String mark) {
        return String.join(",", IntStream.range(0, numaNodes()).mapToObj(numaNode -> "gpu" + 2 * numaNode + "="
                + numaNode + ",gpu" + (2 * numaNode + 1) + "=" + numaNode + mark + ",spare" + numaNode + "=" + numaNode
                + "!").toList());
    }

    private String nics() {
        return String.join(",", IntStream.range(0, numaNodes() / 2)
                .mapToObj(pair -> "nic" + pair + "=" + 2 * pair + "+" + (2 * pair + 1)).toList());
    }

    /// What the plugin of GPUs tells later: half of them are broken.
    String halfOfTheGpus() {
        return gpus("!");
    }

    private int numaNodes() {
        return machine.sockets() * machine.numaNodes();
    }

    /// A static pod.
    ///
    /// @param spec its containers and more, indented by nothing
    record Pod(String name, String spec) {
        String manifest() {
            return String.format(Locale.ROOT, """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: %s, namespace: default, uid: uid-%s}
                    spec:
                      hostNetwork: true
                      terminationGracePeriodSeconds: 0
                    %s""", name, name, spec.indent(2));
        }
    }
}
