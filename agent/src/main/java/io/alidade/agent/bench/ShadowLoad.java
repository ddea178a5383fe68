package io.alidade.agent.bench;

import java.util.Locale;

/// Pods that run on a kubelet's node, two containers each of which has a CPU and memory of its own, and one that fits nowhere.
final class ShadowLoad {
    static final int CONTAINERS = 2;

    private static final String IMAGE = "image: \"example.test/busybox:1\", imagePullPolicy: Never";

    private ShadowLoad() {}

    /// The machine with its configuration: two sockets with room for so many pods.
    static BenchLoad node(int pods) {
        BenchLoad roomy = BenchLoad.twoNumaNodes(CONTAINERS * pods);
        return new BenchLoad(roomy.machine(), "single-numa-node", pods, 1);
    }

    static String running(int number) {
        return pod("p" + number, String.format(Locale.ROOT, """
                  - {name: a, %s, resources: {limits: {cpu: 1, memory: 32Mi, %s: 1}}}
                  - {name: b, %s, resources: {limits: {cpu: 1, memory: 32Mi}}}
                """, IMAGE, BenchLoad.resource(0), IMAGE));
    }

    /// One that has room on the node, but on none of its NUMA nodes.
    static String refused(String name, BenchLoad node) {
        int cpus = node.machine().cores() * node.machine().threads() * node.machine().sockets() / node.numaNodes() + 1;
        return pod(name, String.format(Locale.ROOT, """
                  - {name: c, %s, resources: {limits: {cpu: %d, memory: 32Mi}}}
                """, IMAGE, cpus));
    }

    private static String pod(String name, String containers) {
        return String.format(Locale.ROOT, """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: default, uid: uid-%s}
                spec:
                  hostNetwork: true
                  terminationGracePeriodSeconds: 0
                  containers:
                %s""", name, name, containers);
    }
}
