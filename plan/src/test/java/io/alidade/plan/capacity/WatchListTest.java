package io.alidade.plan.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.plan.capacity.WatchList.Fit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WatchListTest {
    private static final KubeletConfiguration STRICT = Machines.configuration("single-numa-node", "container");

    private static KubeletNode node(MachineDescription machine, KubeletConfiguration configuration) {
        CapacityQuestion question = Machines.question(machine, configuration, List.of(), "cpu=1");
        return switch (question.startEmpty(configuration)) {
            case KubeletStart.Started(KubeletNode node, var _) -> node;
            case KubeletStart.Refused refused -> throw new AssertionError(refused);
        };
    }

    private static WatchList list(String... shapes) {
        return WatchList.of(Arrays.stream(shapes).map(Shape::parse).toList());
    }

    /// 22 and 24 CPUs can be given away: nine fit twice on each, and the largest pod has the 24 of NUMA node 1.
    @Test
    void shape_onAnEmptyNode_fitsAsOftenAsCapacitySays() {
        Fit fit = list("nine:cpu=9").ask(node(Machines.TWO_BY_24, STRICT)).fits().getFirst();
        assertThat(fit.copies()).isEqualTo(4);
        assertThat(fit.largestCpus()).contains(24.0);
        assertThat(fit.largest()).isEqualTo(24.0 / 9);
    }

    @Test
    void alignment_thatIsNotAsked_letsAPodHaveTheWholeNode() {
        Fit fit = list("nine:cpu=9").ask(node(Machines.TWO_BY_24, Machines.configuration("none", "container"))).fits()
                .getFirst();
        assertThat(fit.largestCpus()).contains(46.0);
    }

    /// A pod of half the size has half a device, which is a whole one; three devices are on each NUMA node at most.
    @Test
    void devices_ofOtherSizes_areRoundedUp() {
        KubeletNode node = node(Machines.TWO_BY_24_WITH_GPUS, STRICT);
        Fit fit = list("gpu:cpu=4,memory=1Gi,x.com/gpu=1").ask(node).fits().getFirst();
        assertThat(fit.copies()).isEqualTo(4);
        assertThat(fit.largestCpus()).contains(8.0);
        assertThat(list("small:cpu=30,memory=1Gi,x.com/gpu=3").ask(node).fits().getFirst().largestCpus())
                .contains(20.0);
    }

    @Test
    void shape_thatDoesNotFitAnyMore_hasZeroCopiesAndASmallerLargest() {
        KubeletNode node = node(Machines.TWO_BY_24, STRICT);
        for (int count = 1; count <= 2; count++) {
            node = ((PodDecision.Admitted) node.admit(Shape.parse("full:cpu=20,memory=1Gi").copy(count))).node();
        }
        WatchList.Answer answer = list("nine:cpu=9,memory=1Gi", "two:cpu=2,memory=1Gi").ask(node);
        assertThat(answer.fits()).extracting(Fit::copies, Fit::largestCpus).containsExactly(
                tuple(0, Optional.of(4.0)), tuple(3, Optional.of(4.0)));
        assertThat(answer.full().node().allocations().cpus().availableCpus().size()).isZero();
    }

    @Test
    void resource_thatTheNodeDoesNotKnow_letsNothingFit() {
        assertThat(list("gpu:cpu=1,y.com/gpu=1").ask(node(Machines.TWO_BY_24, STRICT)).fits())
                .extracting(Fit::copies, Fit::largest).containsExactly(tuple(0, 0.0));
    }

    @Test
    void shape_withoutWholeCpus_growsByItself() {
        Fit fit = list("half:cpu=500m,memory=1Gi").ask(node(Machines.TWO_BY_24, STRICT)).fits().getFirst();
        assertThat(fit.largest()).isGreaterThanOrEqualTo(46);
        assertThat(list("disk:memory=2Gi").ask(node(Machines.TWO_BY_24, STRICT)).fits().getFirst().largestCpus())
                .isEmpty();
    }

    @Test
    void list_thatIsTooLongOrNamesOneTwice_isRefused() {
        assertThatThrownBy(() -> list("a:cpu=1", "a:cpu=2")).isInstanceOf(BadInput.class)
                .hasMessageContaining("two shapes are called a.");
        List<Shape> many = IntStream.rangeClosed(1, 17).mapToObj(count -> Shape.parse("s" + count + ":cpu=1")).toList();
        assertThatThrownBy(() -> WatchList.of(many)).isInstanceOf(BadInput.class)
                .hasMessageContaining("17 shapes are to be watched, and 16 are the most.");
    }
}
