package io.alidade.agent.bench;

import io.alidade.agent.http.HttpResponse;
import io.alidade.kube.document.Value;
import io.alidade.linux.process.CgroupFigures;
import io.alidade.wire.nri.Container;
import io.alidade.wire.nri.ContainerState;
import io.alidade.wire.nri.LinuxCPU;
import io.alidade.wire.nri.LinuxContainer;
import io.alidade.wire.nri.LinuxMemory;
import io.alidade.wire.nri.LinuxPodSandbox;
import io.alidade.wire.nri.LinuxResources;
import io.alidade.wire.nri.OptionalInt64;
import io.alidade.wire.nri.OptionalUInt64;
import io.alidade.wire.nri.PodSandbox;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Pods of one container each: every fifth has a CPU of its own and pinned memory, the others are in the shared pool. A hundred
/// different amounts are asked for.
final class NriLoad {
    private static final int PINNED_EVERY = 5;
    private static final long MEMORY_BYTES = 64L << 20;
    private static final long MEGABYTE = 1 << 20;
    private static final int SHAPES = 50;
    private static final long PART_MILLIS = 100;
    private static final long MILLIS = 1_000;

    private NriLoad() {}

    /// Two sockets of four NUMA nodes, 512 CPUs.
    static FakedMachine machine() {
        return new FakedMachine("8 NUMA nodes", 2, 4, 128, 2, 1_000_000, 0);
    }

    static String configuration(String reservedCpus) {
        return String.format(Locale.ROOT, """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                cpuManagerPolicy: static
                reservedSystemCPUs: "%s"
                memoryManagerPolicy: Static
                topologyManagerPolicy: restricted
                maxPods: 5000
                kubeReserved: {memory: 400Mi}
                evictionHard: {memory.available: 100Mi, nodefs.available: 1%%, imagefs.available: 1%%}
                reservedMemory: [{numaNode: 0, limits: {memory: 500Mi}}]
                """, reservedCpus);
    }

    private static boolean isPinned(int number) {
        return number % PINNED_EVERY == 0;
    }

    private static long memory(int number) {
        return MEMORY_BYTES + number / PINNED_EVERY % SHAPES * MEGABYTE;
    }

    static PodSandbox pod(int number) {
        return PodSandbox.newBuilder().setId("sandbox-" + number).setName("p" + number).setUid("uid-" + number)
                .setNamespace("default")
                .setLinux(LinuxPodSandbox.newBuilder()
                        .setCgroupParent("/kubepods" + (isPinned(number) ? "" : "/burstable") + "/poduid-" + number))
                .build();
    }

    static Container container(int number) {
        LinuxCPU.Builder cpu = LinuxCPU.newBuilder().setShares(OptionalUInt64.newBuilder()
                .setValue(CgroupFigures.shares(isPinned(number) ? MILLIS : PART_MILLIS)));
        if (isPinned(number)) {
            cpu.setQuota(OptionalInt64.newBuilder().setValue(CgroupFigures.quota(MILLIS)))
                    .setPeriod(OptionalUInt64.newBuilder().setValue(CgroupFigures.PERIOD_MICROS));
        }
        return Container.newBuilder().setId("container-" + number).setPodSandboxId("sandbox-" + number).setName("c")
                .setState(ContainerState.CONTAINER_RUNNING)
                .setLinux(LinuxContainer.newBuilder().setResources(LinuxResources.newBuilder().setCpu(cpu)
                        .setMemory(LinuxMemory.newBuilder()
                                .setLimit(OptionalInt64.newBuilder().setValue(memory(number))))))
                .build();
    }

    static List<PodSandbox> pods(int count) {
        return IntStream.range(0, count).mapToObj(NriLoad::pod).toList();
    }

    static List<Container> containers(int count) {
        return IntStream.range(0, count).mapToObj(NriLoad::container).toList();
    }

    /// What a kubelet with these pods answers to `/pods`.
    static HttpResponse kubelet(int from, int count) {
        return HttpResponse.json(HttpResponse.OK, Value.mapping().with("apiVersion", "v1").with("kind", "PodList")
                .with("items", Value.sequence(IntStream.range(from, from + count).mapToObj(NriLoad::manifest)
                        .toList()))
                .build());
    }

    private static Value manifest(int number) {
        Value amounts = Value.mapping().with("cpu", isPinned(number) ? "1" : PART_MILLIS + "m")
                .with("memory", Long.toString(memory(number))).build();
        return Value.mapping()
                .with("metadata", Value.mapping().with("name", "p" + number).with("namespace", "default")
                        .with("uid", "uid-" + number))
                .with("spec", Value.mapping().with("containers", Value.sequence(List.of(Value.mapping()
                        .with("name", "c").with("image", "example.test/absent:1")
                        .with("env", Value.sequence(IntStream.range(0, 20).mapToObj(i -> Value.mapping()
                                .with("name", "VARIABLE_" + i).with("value", "value-" + i).build()).toList()))
                        .with("resources", isPinned(number) ? Value.mapping().with("limits", amounts)
                                : Value.mapping().with("requests", amounts))
                        .build()))))
                .with("status", Value.mapping().with("phase", "Running").with("qosClass",
                        isPinned(number) ? "Guaranteed" : "Burstable"))
                .build();
    }
}
