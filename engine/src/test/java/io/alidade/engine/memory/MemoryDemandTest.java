package io.alidade.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.provider.AllocationError;
import io.alidade.engine.sample.Pods;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.table.NamedTable;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// memory-manager 4, 7.1 and 7.2. Amounts are bytes where they are small numbers.
class MemoryDemandTest {
    private static final MemoryDemand PLAIN = new MemoryDemand(KubeletVersion.DEFAULT, FeatureGates.DEFAULTS);
    private static final MemoryDemand POD_LEVEL = new MemoryDemand(KubeletVersion.DEFAULT,
            new FeatureGates(Map.of(FeatureGates.POD_LEVEL_RESOURCE_MANAGERS, true)));

    private static NamedTable<Long> amounts(Object... typesAndBytes) {
        NamedTable<Long> amounts = NamedTable.empty();
        for (int i = 0; i < typesAndBytes.length; i += 2) {
            amounts = amounts.with((String) typesAndBytes[i], ((Integer) typesAndBytes[i + 1]).longValue());
        }
        return amounts;
    }

    private static Optional<NamedTable<Long>> last(MemoryDemand demand, PodRequest pod) {
        return demand.requests(pod, pod.containers().getLast());
    }

    // 4.1
    @Test
    void isManaged_onlyGuaranteedPods() {
        assertThat(PLAIN.isManaged(Pods.guaranteed("a", "1", "1Gi"))).isTrue();
        assertThat(PLAIN.isManaged(Pods.guaranteed("a", "1500m", "1Gi"))).isTrue();
        assertThat(PLAIN.isManaged(PodRequest.builder("a").app("main", "memory=1Gi").build())).isFalse();
        assertThat(PLAIN.isManaged(PodRequest.builder("a").app("main").build())).isFalse();
    }

    // 4.3
    @Test
    void isManaged_podLevelResources_needTheGate() {
        PodRequest pod = PodRequest.builder("a").podResources("cpu=2", "memory=2Gi").app("main").build();
        assertThat(PLAIN.isManaged(pod)).isFalse();
        assertThat(POD_LEVEL.isManaged(pod)).isTrue();
        assertThat(POD_LEVEL.isPodLevel(pod)).isTrue();
        assertThat(PLAIN.isPodLevel(pod)).isFalse();
    }

    // 4.4: memory types only, zeros kept, the rest of the resources left out
    @Test
    void requests_memoryTypes_inBytes() {
        PodRequest pod = PodRequest.builder("a").app("main", "cpu=1", "memory=1000", "hugepages-1Gi=0", "vendor/x=3")
                .build();
        assertThat(last(PLAIN, pod)).contains(amounts("hugepages-1Gi", 0, "memory", 1000));
    }

    // 4.4, node-config 7.4
    @Test
    void requests_withoutAnIntegerForm_areAbsent() {
        assertThat(last(PLAIN, Pods.guaranteed("a", "1", "1.5Gi"))).isEmpty();
        assertThat(last(PLAIN, Pods.guaranteed("a", "1", "1536Mi"))).isPresent();
        assertThat(PLAIN.podRequests(Pods.guaranteed("a", "1", "1.5Gi"))).isEmpty();
    }

    @Test
    void requests_podLevelContainerThatIsNotGuaranteed_areEmpty() {
        PodRequest pod = PodRequest.builder("a").podResources("cpu=2", "memory=2000").app("main", "memory=100").build();
        assertThat(last(POD_LEVEL, pod)).contains(amounts());
        assertThat(POD_LEVEL.podRequests(pod)).contains(amounts("memory", 2000));
    }

    // 7.1: since 1.38 types that only init containers or sidecars ask for count, too
    @Test
    void podRequests_typesWithoutAnAppContainer_countSince138() {
        PodRequest pod = PodRequest.builder("a").init("i", "cpu=1", "memory=100", "hugepages-2Mi=7")
                .sidecar("s", "cpu=1", "memory=30", "hugepages-1Gi=5").app("main", "cpu=1", "memory=40").build();
        assertThat(PLAIN.podRequests(pod)).contains(amounts("memory", 100));
        assertThat(new MemoryDemand(KubeletVersion.V1_38, FeatureGates.DEFAULTS).podRequests(pod))
                .contains(amounts("hugepages-1Gi", 5, "hugepages-2Mi", 7, "memory", 100));
    }

    // 7.1: only types of app containers; a sidecar counts beside the init containers after it
    @Test
    void podRequests_containersOfAllKinds_takeTheLargerOfStartAndRun() {
        PodRequest pod = PodRequest.builder("a").init("i1", "cpu=1", "memory=100", "hugepages-2Mi=7")
                .sidecar("s", "cpu=1", "memory=30").init("i2", "cpu=1", "memory=80")
                .app("main", "cpu=1", "memory=40", "hugepages-1Gi=5").app("more", "cpu=1", "memory=20").build();
        assertThat(PLAIN.podRequests(pod)).contains(amounts("hugepages-1Gi", 5, "memory", 110));
        PodRequest running = PodRequest.builder("a").init("i", "cpu=1", "memory=100").sidecar("s", "cpu=1", "memory=70")
                .app("main", "cpu=1", "memory=40").build();
        assertThat(PLAIN.podRequests(running)).contains(amounts("memory", 110));
    }

    // 7.1: values above zero only
    @Test
    void podRequests_podLevelZero_isLeftOut() {
        PodRequest pod = PodRequest.builder("a").podResources("cpu=1", "memory=10", "hugepages-1Gi=0").app("main")
                .build();
        assertThat(POD_LEVEL.podRequests(pod)).contains(amounts("memory", 10));
    }

    // 7.2, text by text
    @Test
    void podScopeError_containersLargerThanThePod_areNamed() {
        assertThat(error(PodRequest.builder("a").sidecar("s", "cpu=1", "memory=4").init("i", "cpu=1", "memory=7")))
                .contains(
                        "pod rejected, largest exclusive init container requests 7 of memory, but only 6 available");
        assertThat(error(PodRequest.builder("a").sidecar("s", "cpu=1", "memory=10").init("i")))
                .contains("pod rejected, pod has shared init containers but no memory available for them");
        assertThat(error(PodRequest.builder("a").app("main", "cpu=1", "memory=10").app("shared")))
                .contains("pod rejected, sum of exclusive container memory requests equals pod budget,"
                        + " leaving no memory for shared containers");
        assertThat(error(PodRequest.builder("a").init("i", "cpu=1", "memory=10").app("main", "cpu=1", "memory=10")))
                .isEmpty();
        assertThat(error(PodRequest.builder("a").init("i").app("main", "cpu=1", "memory=9").app("shared"))).isEmpty();
    }

    private static Optional<String> error(PodRequest.Builder builder) {
        PodRequest pod = builder.podResources("cpu=4", "memory=10").build();
        Optional<AllocationError> error = POD_LEVEL.podScopeError(pod, POD_LEVEL.podRequests(pod).orElseThrow());
        error.ifPresent(found -> assertThat(found.reason()).isEqualTo("EmptyPodSharedPoolError"));
        return error.map(AllocationError::message);
    }
}
