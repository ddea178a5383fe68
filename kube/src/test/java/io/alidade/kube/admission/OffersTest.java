package io.alidade.kube.admission;

import static io.alidade.kube.admission.Inputs.MACHINE;
import static io.alidade.kube.admission.Inputs.STATIC;
import static io.alidade.kube.admission.Inputs.limited;
import static io.alidade.kube.admission.Inputs.node;
import static io.alidade.kube.admission.Inputs.pod;
import static io.alidade.kube.admission.Inputs.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.kube.admission.Offer.NumaNodeOffer;
import io.alidade.kube.pod.PodManifest;
import java.util.List;
import org.junit.jupiter.api.Test;

class OffersTest {
    private static List<Offer> offers(String configuration, PodManifest pod) {
        return refused(node(MACHINE, configuration).admit(pod)).offers();
    }

    private static Offer offer(List<Offer> offers, String resource) {
        return offers.stream().filter(offer -> offer.resource().equals(resource)).findFirst().orElseThrow();
    }

    private static List<Long> free(Offer offer) {
        return offer.numaNodes().stream().map(NumaNodeOffer::free).toList();
    }

    @Test
    void offers_containerScope_areOfTheFailingContainerAfterTheEarlierOnes() {
        List<Offer> offers = offers(STATIC, pod("p", """
                containers: [{name: a, resources: {limits: {cpu: 4, memory: 1Gi, nvidia.com/gpu: 1}}},
                  {name: b, resources: {limits: {cpu: 9, memory: 2Gi, nvidia.com/gpu: 1}}},
                  {name: c, resources: {limits: {cpu: 1, memory: 1Gi}}}]"""));

        assertThat(offers).allSatisfy(offer -> assertThat(offer.container()).contains("b"));
        assertThat(offer(offers, "cpu").asked()).isEqualTo(9);
        assertThat(free(offer(offers, "cpu"))).containsExactly(2L, 8L);
        assertThat(offer(offers, "memory").asked()).isEqualTo(2L << 30);
        // 16Gi - 1Gi reserved - 2Gi of hugepages - 1Gi of the first container.
        assertThat(free(offer(offers, "memory"))).containsExactly(12L << 30, 16L << 30);
        assertThat(free(offer(offers, "nvidia.com/gpu"))).containsExactly(0L, 1L);
    }

    @Test
    void offers_afterInitContainers_countWhatTheyGiveOn() {
        List<Offer> offers = offers(STATIC, pod("p", """
                initContainers: [{name: i, resources: {limits: {cpu: 4, memory: 4Gi, nvidia.com/gpu: 1}}},
                  {name: s, restartPolicy: Always, resources: {limits: {cpu: 2, memory: 1Gi}}}],
                containers: [{name: c, resources: {limits: {cpu: 9, memory: 1Gi, nvidia.com/gpu: 1}}}]"""));

        assertThat(free(offer(offers, "cpu"))).containsExactly(4L, 8L);
        assertThat(free(offer(offers, "memory"))).containsExactly(12L << 30, 16L << 30);
        assertThat(free(offer(offers, "nvidia.com/gpu"))).containsExactly(1L, 1L);
    }

    @Test
    void offers_podScope_areOfTheWholePod() {
        List<Offer> offers = offers(STATIC + "topologyManagerScope: pod\n", pod("p", """
                initContainers: [{name: i, resources: {limits: {cpu: 4, memory: 1Gi}}}],
                containers: [{name: a, resources: {limits: {cpu: 5, memory: 1Gi}}},
                  {name: b, resources: {limits: {cpu: 5, memory: 1Gi, hugepages-1Gi: 1Gi}}}]"""));

        assertThat(offers).allSatisfy(offer -> assertThat(offer.container()).isEmpty());
        assertThat(offer(offers, "cpu").asked()).isEqualTo(10);
        assertThat(free(offer(offers, "cpu"))).containsExactly(6L, 8L);
        assertThat(free(offer(offers, "hugepages-1Gi"))).containsExactly(2L << 30, 0L);
    }

    @Test
    void offers_topologyPolicyNone_areOfTheFailingContainer() {
        List<Offer> offers = offers(STATIC.replace("single-numa-node", "none"), pod("p", """
                containers: [{name: a, resources: {limits: {cpu: 8, memory: 1Gi}}},
                  {name: b, resources: {limits: {cpu: 7, memory: 1Gi}}}]"""));

        assertThat(offer(offers, "cpu").container()).contains("b");
        assertThat(offer(offers, "cpu").asked()).isEqualTo(7);
        assertThat(free(offer(offers, "cpu")).stream().mapToLong(Long::longValue).sum()).isEqualTo(6);
    }

    @Test
    void offers_devicesOnNoNumaNode_areCountedApart() {
        List<Offer> offers = refused(node(MACHINE + "- {resource: nvidia.com/gpu, id: loose}\n", STATIC)
                .admit(limited("p", "cpu: 1, memory: 1Gi, nvidia.com/gpu: 3"))).offers();

        assertThat(free(offer(offers, "nvidia.com/gpu"))).containsExactly(1L, 1L);
        assertThat(offer(offers, "nvidia.com/gpu").withoutNumaNode()).hasValue(1);
        assertThat(offer(offers, "cpu").withoutNumaNode()).isEmpty();
    }

    @Test
    void offers_podThatIsNotPinned_areOfDevicesOnly() {
        List<Offer> offers = offers(STATIC, pod("p",
                "containers: [{name: c, resources: {limits: {cpu: 1, nvidia.com/gpu: 3}}}]"));

        assertThat(offers).extracting(Offer::resource).containsExactly("nvidia.com/gpu");
    }
}
