package io.alidade.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.provider.AllocationError;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.sample.Pods;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// cpu-manager 6 and 14.1.
class CpuDemandTest {
    private static final CpuDemand PLAIN = new CpuDemand(KubeletVersion.DEFAULT, FeatureGates.DEFAULTS);
    private static final CpuDemand POD_LEVEL = new CpuDemand(KubeletVersion.DEFAULT,
            new FeatureGates(Map.of(FeatureGates.POD_LEVEL_RESOURCE_MANAGERS, true)));

    private static int exclusive(CpuDemand demand, PodRequest pod) {
        return demand.exclusiveCount(pod, pod.containers().getLast());
    }

    // 6.1
    @ParameterizedTest
    @CsvSource({"2, 2", "2000m, 2", "1500m, 0", "500m, 0", "2.0, 2", "1999999900n, 2", "1, 1", "1e3, 1000",
        "3000000000, 2147483647"})
    void exclusiveCount_guaranteed_isTheWholeCpus(String cpu, int count) {
        assertThat(exclusive(PLAIN, Pods.guaranteed("a", cpu, "1Gi"))).isEqualTo(count);
        assertThat(PLAIN.podCount(Pods.guaranteed("a", cpu, "1Gi"))).isEqualTo(count);
    }

    @Test
    void exclusiveCount_notGuaranteed_isNone() {
        ResourceAmounts unequal = new ResourceAmounts(Quantity.byResource("cpu=2", "memory=1Gi"),
                Quantity.byResource("cpu=3", "memory=1Gi"));
        assertThat(exclusive(PLAIN, PodRequest.builder("a").container("main", ContainerKind.APP, unequal).build()))
                .isZero();
        assertThat(exclusive(PLAIN, PodRequest.builder("a").app("main", "cpu=2").build())).isZero();
        assertThat(exclusive(PLAIN, PodRequest.builder("a").init("setup").app("main", "cpu=2", "memory=1Gi").build()))
                .isZero();
        assertThat(exclusive(PLAIN, PodRequest.builder("a").app("main", "cpu=2", "memory=1Gi")
                .qosClass(QosClass.BURSTABLE).build())).isZero();
        assertThat(exclusive(PLAIN, PodRequest.builder("a").app("main").qosClass(QosClass.GUARANTEED).build()))
                .isZero();
    }

    // 6.4: a sidecar counts beside the init containers after it, and beside the app containers
    @Test
    void podCount_initContainers_countTheSidecarsBeforeThem() {
        PodRequest pod = PodRequest.builder("a").init("i1", "cpu=4", "memory=1Gi").sidecar("s1", "cpu=2", "memory=1Gi")
                .init("i2", "cpu=3", "memory=1Gi").sidecar("s2", "cpu=1", "memory=1Gi")
                .app("main", "cpu=1", "memory=1Gi").build();
        assertThat(PLAIN.podCount(pod)).isEqualTo(5);
        PodRequest more = PodRequest.builder("a").init("i1", "cpu=4", "memory=1Gi").sidecar("s1", "cpu=2", "memory=1Gi")
                .app("main", "cpu=1", "memory=1Gi").app("more", "cpu=3", "memory=1Gi")
                .app("half", "cpu=500m", "memory=1Gi").build();
        assertThat(PLAIN.podCount(more)).isEqualTo(6);
    }

    @Test
    void podCount_absurdRequests_stayAbsurd() {
        PodRequest pod = PodRequest.builder("a").app("a", "cpu=2000000000", "memory=1Gi")
                .app("b", "cpu=2000000000", "memory=1Gi").build();
        assertThat(PLAIN.podCount(pod)).isEqualTo(Integer.MAX_VALUE);
    }

    // 6.1, 6.2, 6.5
    @Test
    void exclusiveCount_podLevelResources_needBothGatesAndAGuaranteedContainer() {
        PodRequest pod = PodRequest.builder("a").podResources("cpu=4", "memory=4Gi").app("shared")
                .app("main", "cpu=2", "memory=1Gi").build();
        assertThat(exclusive(PLAIN, pod)).isZero();
        assertThat(PLAIN.podCount(pod)).isZero();
        assertThat(PLAIN.isPodLevel(pod)).isFalse();
        assertThat(exclusive(POD_LEVEL, pod)).isEqualTo(2);
        assertThat(POD_LEVEL.exclusiveCount(pod, pod.containers().getFirst())).isZero();
        assertThat(POD_LEVEL.podCount(pod)).isEqualTo(4);
        CpuDemand managersOnly = new CpuDemand(KubeletVersion.DEFAULT, new FeatureGates(
                Map.of(FeatureGates.POD_LEVEL_RESOURCE_MANAGERS, true, FeatureGates.POD_LEVEL_RESOURCES, false)));
        assertThat(managersOnly.podCount(pod)).isZero();
    }

    @Test
    void podCount_podLevelFraction_isNone() {
        PodRequest pod = PodRequest.builder("a").podResources("cpu=2500m", "memory=4Gi").app("main").build();
        assertThat(POD_LEVEL.podCount(pod)).isZero();
    }

    // 14.1, text by text
    @Test
    void podScopeError_containersLargerThanThePod_areNamed() {
        assertThat(error(PodRequest.builder("a").sidecar("s", "cpu=1", "memory=1Gi").init("i", "cpu=4", "memory=1Gi")))
                .contains("pod rejected, largest exclusive init container requests 4 cpus, but only 3 available");
        assertThat(error(PodRequest.builder("a").sidecar("s", "cpu=4", "memory=1Gi").init("i")))
                .contains("pod rejected, pod has shared init containers but no cpus available for them");
        assertThat(error(PodRequest.builder("a").app("main", "cpu=4", "memory=1Gi").app("shared")))
                .contains("pod rejected, sum of exclusive container cpu requests equals pod budget,"
                        + " leaving no cpus for shared containers");
        assertThat(error(PodRequest.builder("a").sidecar("shared").app("main", "cpu=4", "memory=1Gi"))).isPresent();
        assertThat(error(PodRequest.builder("a").init("i", "cpu=4", "memory=1Gi").app("main", "cpu=4", "memory=1Gi")))
                .isEmpty();
        assertThat(error(PodRequest.builder("a").init("i").app("main", "cpu=3", "memory=1Gi").app("shared"))).isEmpty();
        // Too much without shared containers passes here and fails when CPUs are taken.
        assertThat(error(PodRequest.builder("a").app("main", "cpu=5", "memory=1Gi"))).isEmpty();
    }

    private static Optional<String> error(PodRequest.Builder pod) {
        Optional<AllocationError> error = POD_LEVEL.podScopeError(pod.podResources("cpu=4", "memory=4Gi").build());
        error.ifPresent(found -> assertThat(found.reason()).isEqualTo("EmptyPodSharedPoolError"));
        return error.map(AllocationError::message);
    }
}
