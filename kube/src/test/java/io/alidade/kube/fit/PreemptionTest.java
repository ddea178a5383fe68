package io.alidade.kube.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.FeatureGates;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreemptionTest {
    private static PodManifest pod(String name, boolean isStatic, String more, String resources) {
        return PodManifests.readPod(DocumentReader.readOne(name, String.format(Locale.ROOT, """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: default%s}
                spec:
                  containers: [{name: c, image: i, resources: {%s}}]
                  %s
                """, name, isStatic ? ", annotations: {kubernetes.io/config.source: file}" : "", resources, more)
                .getBytes(StandardCharsets.UTF_8)));
    }

    private static PodManifest burstable(String name, String requests) {
        return pod(name, false, "", "requests: {" + requests + "}");
    }

    private static PodManifest guaranteed(String name, String limits) {
        return pod(name, false, "", "limits: {" + limits + "}");
    }

    private static Shortage missing(String resource, long amount) {
        return new Shortage(resource, amount, 0, 0);
    }

    private static List<String> evicted(PodManifest pod, List<Shortage> shortages, PodManifest... others) {
        return switch (Preemption.of(pod, shortages, List.of(others), FeatureGates.DEFAULTS)) {
            case Preemption.Evicts(List<PodManifest> pods) -> pods.stream().map(gone -> gone.request().name()).toList();
            case Preemption.Impossible(var rejection) -> List.of(rejection.reason(), rejection.message());
        };
    }

    private static final PodManifest STATIC = pod("s", true, "", "requests: {cpu: 1}");

    // What kubelets 1.36.3 and 1.37.2 said.
    @Test
    void staticPod_whereOnlyStaticPodsRun_isRefusedWithEveryShortage() {
        assertThat(evicted(STATIC, List.of(missing("cpu", 4950), missing("memory", 941195997184L)),
                pod("t", true, "", "requests: {cpu: 8}"))).containsExactly("UnexpectedAdmissionError",
                        "Unexpected error while attempting to recover from admission failure: preemption: error finding"
                                + " a set of pods to preempt: no set of running pods found to reclaim resources:"
                                + " [(res: cpu, q: 4950), (res: memory, q: 941195997184), ]");
    }

    @Test
    void staticPod_ofHigherPriority_evictsTheOneThatComesNearest() {
        assertThat(evicted(pod("high", true, "priority: 10", "requests: {cpu: 400m}"), List.of(missing("cpu", 350)),
                pod("low", true, "priority: 1", "requests: {cpu: 300m}"),
                pod("low2", true, "priority: 2", "requests: {cpu: 300m}"),
                pod("low3", true, "priority: 1", "requests: {cpu: 350m}"))).containsExactly("low3");
    }

    @ParameterizedTest
    @CsvSource({"10, 10, false", "10, 9, true", "2000000000, 0, true"})
    void priorities_ofTwoStaticPods_decide(int own, int other, boolean mayGo) {
        assertThat(evicted(pod("a", true, "priority: " + own, "requests: {cpu: 1}"), List.of(missing("cpu", 1)),
                pod("b", true, "priority: " + other, "requests: {cpu: 1}")).equals(List.of("b"))).isEqualTo(mayGo);
    }

    @Test
    void classes_ofLowerQuality_goFirst() {
        PodManifest small = guaranteed("guaranteed", "cpu: 1, memory: 1Gi");
        assertThat(evicted(STATIC, List.of(missing("cpu", 1000)), small, burstable("burstable", "cpu: 3")))
                .containsExactly("burstable");
        assertThat(evicted(STATIC, List.of(missing("cpu", 3500)), small, burstable("burstable", "cpu: 3")))
                .containsExactly("burstable", "guaranteed");
        assertThat(evicted(STATIC, List.of(missing("pods", 1)), small, pod("effort", false, "", "")))
                .containsExactly("effort");
    }

    @Test
    void guaranteedPod_thatFreesAllAlone_stillNeedsWhatOthersDoNotFree() {
        // Burstable pods free 1 of 2 CPUs, so a Guaranteed one must go, and when it has gone nothing more must.
        assertThat(evicted(STATIC, List.of(missing("cpu", 2000)), guaranteed("big", "cpu: 4, memory: 1Gi"),
                burstable("one", "cpu: 1"))).containsExactly("big");
    }

    @Test
    void equallyNear_theSmallerGoes() {
        assertThat(evicted(STATIC, List.of(missing("cpu", 500)), burstable("large", "cpu: 1, memory: 2Gi"),
                burstable("small", "cpu: 1, memory: 1Gi"))).containsExactly("small");
    }

    @Test
    void refusal_forWantOfPods_namesItsFirstResource() {
        assertThat(Preemption.shortResource(evicted(STATIC, List.of(missing("hugepages-2Mi", 5))).getLast()))
                .contains("hugepages-2Mi");
        assertThat(Preemption.shortResource("Allocate failed due to no devices, which is unexpected")).isEmpty();
    }
}
