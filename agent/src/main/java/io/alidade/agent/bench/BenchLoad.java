package io.alidade.agent.bench;

import java.util.Locale;

/// A machine, a policy and how many pods it takes, all of one shape.
///
/// @param policy    of the Topology Manager
/// @param resources device resources that each pod wants one device of
record BenchLoad(FakedMachine machine, String policy, int pods, int resources) {
    private static final int MILLION = 1_000_000;

    /// Two sockets of one NUMA node each, as most servers.
    static BenchLoad twoNumaNodes(int pods) {
        return new BenchLoad(new FakedMachine("2 NUMA nodes", 2, 1, cores(pods, 2), 2, MILLION, 0), "restricted", pods,
                2);
    }

    /// Two sockets of four NUMA nodes each, CPUs, memory and one device resource.
    static BenchLoad eightNumaNodes(int pods) {
        return new BenchLoad(new FakedMachine("8 NUMA nodes", 2, 4, cores(pods, 8), 2, MILLION, 0), "restricted", pods,
                1);
    }

    /// A full node of eight NUMA nodes, under the policy with which a kubelet of 1.36 comes to an end.
    static BenchLoad full(int pods) {
        return new BenchLoad(new FakedMachine("8 NUMA nodes", 2, 4, cores(pods, 8), 2, MILLION, 0), "single-numa-node",
                pods, 2);
    }

    /// Of each socket: enough for a CPU of each pod and those that are reserved, in whole NUMA nodes.
    private static int cores(int pods, int numaNodes) {
        int perNumaNode = (pods + 2 * numaNodes) / (2 * numaNodes) + 1;
        return perNumaNode * numaNodes / 2;
    }

    int numaNodes() {
        return machine.sockets() * machine.numaNodes();
    }

    static String resource(int index) {
        return "example.test/dev" + index;
    }

    String configuration() {
        return String.format(Locale.ROOT, """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                cpuManagerPolicy: static
                reservedSystemCPUs: "0"
                memoryManagerPolicy: Static
                topologyManagerPolicy: %s
                maxPods: 2000
                kubeReserved: {memory: 400Mi}
                evictionHard: {memory.available: 100Mi, nodefs.available: 1%%, imagefs.available: 1%%}
                reservedMemory: [{numaNode: 0, limits: {memory: 500Mi}}]
                """, policy);
    }

    /// The pod of a number, whose container has an image that is not there: a kubelet makes no more of it than its sandbox.
    String manifest(int number) {
        StringBuilder devices = new StringBuilder();
        for (int i = 0; i < resources; i++) {
            devices.append(", ").append(resource(i)).append(": 1");
        }
        return String.format(Locale.ROOT, """
                apiVersion: v1
                kind: Pod
                metadata: {name: p%d, namespace: default, uid: uid-p%d}
                spec:
                  hostNetwork: true
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: c
                    image: example.test/absent:1
                    imagePullPolicy: Never
                    resources: {limits: {cpu: 1, memory: 64Mi%s}}
                """, number, number, devices);
    }
}
