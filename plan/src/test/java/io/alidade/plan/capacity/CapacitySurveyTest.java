package io.alidade.plan.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.document.BadInput;
import io.alidade.plan.capacity.CapacityReport.Row;
import io.alidade.plan.capacity.MixOutcome.ShapeOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CapacitySurveyTest {
    private static final KubeletConfiguration STRICT = Machines.configuration("single-numa-node", "container");

    private static VariantCapacity variant(CapacityReport report, String policy) {
        return report.variants().stream().filter(own -> own.variant().policy().equals(policy)).findFirst()
                .orElseThrow();
    }

    /// 46 CPUs beside the reserved ones hold five times nine; 22 and 24 of one NUMA node each hold two.
    @Test
    void copies_nineCpusOnTwiceTwentyFour_areFiveWithoutAlignmentAndFourWith() {
        CapacityReport report = Machines.report(Machines.TWO_BY_24, STRICT, "cpu=9");
        assertThat(report.rows()).extracting(Row::policy, Row::scope, Row::copiesFromEmpty, Row::strandedCpus)
                .containsExactly(tuple("none", "container", 5, 1L), tuple("none", "pod", 5, 1L),
                        tuple("best-effort", "container", 5, 1L), tuple("best-effort", "pod", 5, 1L),
                        tuple("restricted", "container", 4, 10L), tuple("restricted", "pod", 4, 10L),
                        tuple("single-numa-node", "container", 4, 10L), tuple("single-numa-node", "pod", 4, 10L));
        assertThat(variant(report, "best-effort").copies().getFirst().split()).isEqualTo(1);
        assertThat(report.current().variant().policy()).isEqualTo("single-numa-node");
        assertThat(report.current().copies().getFirst().bySums()).isEqualTo(5);
    }

    @Test
    void never_oneCpuMoreThanANumaNode_isToldWithTheReasonUnderSingleNumaNodeOnly() {
        CapacityReport report = Machines.report(Machines.TWO_BY_24, STRICT, "cpu=25");
        assertThat(variant(report, "none").copies().getFirst().fromEmpty()).isEqualTo(1);
        assertThat(variant(report, "restricted").copies().getFirst().fromEmpty()).isEqualTo(1);
        CopyCount strict = variant(report, "single-numa-node").copies().getFirst();
        assertThat(strict.fromEmpty()).isZero();
        assertThat(strict.never().orElse("")).contains("25 CPUs").contains("more than one NUMA node");
    }

    /// A pod without devices has filled NUMA node 0, whose devices are near no free CPU any more. NUMA node 1 takes two pods
    /// with a device; a third would find 8 free CPUs there, and its device on the other side.
    @Test
    void stranded_twinFillsFirst_areItsDevicesAndTheCpusOfTheOther() {
        CapacityReport report = CapacitySurvey.of(Machines.question(Machines.TWO_BY_24_WITH_GPUS, STRICT,
                Machines.running("cpu=22,memory=1Gi"), "cpu=8,memory=1Gi,x.com/gpu=1"), Patience.ENDLESS);
        assertThat(report.current().copies().getFirst().fromEmpty()).isEqualTo(4);
        assertThat(report.current().copies().getFirst().fromCurrent()).isEqualTo(2);
        assertThat(variant(report, "none").copies().getFirst().fromCurrent()).isEqualTo(3);
        Leftover left = report.current().copies().getFirst().leftNow();
        assertThat(left.numaNodes()).extracting(Leftover.NumaNode::id, Leftover.NumaNode::cpus,
                Leftover.NumaNode::devices).containsExactly(tuple(0, Optional.of(0), Map.of("x.com/gpu", 2)),
                        tuple(1, Optional.of(8), Map.of()));
        assertThat(report.current().copies().getFirst().left().devices()).isEmpty();
    }

    @Test
    void mix_underOneSeed_isTheSameTwiceAndAnotherUnderAnother() {
        CapacityQuestion question = Machines.question(Machines.TWO_BY_24, STRICT, List.of(), "a:cpu=3", "b:cpu=10");
        MixOutcome first = CapacitySurvey.of(question, Patience.ENDLESS).current().mix().orElseThrow();
        assertThat(CapacitySurvey.of(question, Patience.ENDLESS).current().mix()).contains(first);
        CapacityQuestion other = new CapacityQuestion(question.machine(), question.configuration(),
                question.version(), question.state(), question.running(), question.mix(), question.orders(), 2,
                question.options());
        assertThat(CapacitySurvey.of(other, Patience.ENDLESS).current().mix().orElseThrow()).isNotEqualTo(first);
        assertThat(first.pods().worst()).isLessThanOrEqualTo(first.pods().median());
    }

    @Test
    void cliff_ofTheLargeShape_comesBeforeThatOfTheSmallOne() {
        MixOutcome mix = Machines.report(Machines.TWO_BY_24, STRICT, "a:cpu=3", "b:cpu=20").current().mix()
                .orElseThrow();
        ShapeOutcome small = mix.shapes().getFirst();
        ShapeOutcome large = mix.shapes().getLast();
        assertThat(large.cliffPercent()).isLessThan(small.cliffPercent());
        assertThat(large.admission().getFirst()).isEqualTo(1);
        assertThat(large.admission().getLast()).isZero();
    }

    /// The invariant *only less*, which lets a refused shape not be tried again.
    @Test
    void filling_refusedShapes_areRefusedByAllLaterNodesToo() {
        KubeletNode empty = ((KubeletStart.Started) KubeletNode.start(Machines.TWO_BY_24_WITH_GPUS, STRICT,
                io.alidade.engine.settings.KubeletVersion.DEFAULT)).node();
        List<Shape> shapes = Machines.mix("a:cpu=3", "b:cpu=14", "c:cpu=5,x.com/gpu=1").shapes();
        for (int number = 0; number < 20; number++) {
            Filling filling = new Filling.Floor(empty, shapes).fill(new ArrivalOrder(5, number, 1, 1, 1));
            ArrivalOrder again = new ArrivalOrder(5, number, 1, 1, 1);
            KubeletNode node = empty;
            int[] counts = new int[3];
            for (int pods = 0; pods <= filling.pods();) {
                for (int shape = 0; shape < 3; shape++) {
                    assertThat(node.admit(shapes.get(shape).copy(0)) instanceof PodDecision.Admitted)
                            .isEqualTo(pods < filling.fits()[shape]);
                }
                if (pods == filling.pods()) {
                    break;
                }
                int next = again.next();
                if (node.admit(shapes.get(next).copy(++counts[next])) instanceof PodDecision.Admitted admitted) {
                    node = admitted.node();
                    pods++;
                }
            }
        }
    }

    @Test
    void resources_thatTheMachineDoesNotHave_areRefusedWithThoseThatItHas() {
        assertThatThrownBy(() -> Machines.report(Machines.TWO_BY_24, STRICT, "cpu=1,nvidia.com/gpu=1"))
                .isInstanceOf(BadInput.class).hasMessageContaining("nvidia.com/gpu, of which this machine has none");
    }

    @Test
    void configuration_withoutPinnedCpus_isComparedWithThem() {
        CapacityReport report = Machines.report(Machines.TWO_BY_24, KubeletConfiguration.defaults(), "cpu=9");
        assertThat(report.warnings()).anyMatch(warning -> warning.contains("the configuration pins no CPUs"));
        assertThat(variant(report, "single-numa-node").copies().getFirst().fromEmpty()).isEqualTo(4);
    }

    @Test
    void patience_thatEnds_givesWhatIsKnown() {
        AtomicInteger asked = new AtomicInteger();
        Patience short0 = new Patience() {
            @Override
            public boolean lasts() {
                return asked.incrementAndGet() < 20;
            }

            @Override
            public void at(long done, long all) {}
        };
        CapacityReport report = CapacitySurvey
                .of(Machines.question(Machines.TWO_BY_24, STRICT, List.of(), "a:cpu=3", "b:cpu=10"), short0);
        assertThat(report.isComplete()).isFalse();
        assertThat(report.variants()).isNotEmpty();
        assertThat(report.variants().stream().flatMap(own -> own.mix().stream())).allMatch(mix -> mix.orders() < 50);
    }

    @Test
    void options_thatNoKubeletHas_areRefused() {
        CapacityQuestion question = Machines.question(Machines.TWO_BY_24, STRICT, List.of(), "cpu=1");
        CapacityQuestion wrong = new CapacityQuestion(question.machine(), question.configuration(),
                question.version(), question.state(), List.of(), question.mix(), 1, 1,
                List.of(Map.of("full-pcpu", "true")));
        assertThatThrownBy(() -> CapacitySurvey.of(wrong, Patience.ENDLESS)).isInstanceOf(BadInput.class)
                .hasMessageContaining("'full-pcpu'");
    }
}
