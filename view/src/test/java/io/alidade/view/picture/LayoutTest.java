package io.alidade.view.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.pod.PodManifest;
import io.alidade.view.picture.Mark.Label;
import io.alidade.view.picture.Mark.Shape;
import io.alidade.view.picture.Mark.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayoutTest {
    private static final double TOLERANCE = 0.01;

    /// A name for the report of the test, and the drawing.
    record Named(String name, Scene scene, Drawing drawing) {
        Named(String name, Scene scene, boolean heading) {
            this(name, scene, Layout.of(scene, heading));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /// Every machine empty, and full of pods.
    static Stream<Named> drawings() {
        List<Named> drawings = new ArrayList<>();
        Machines.all().forEach((name, machine) -> {
            drawings.add(new Named(name + ", alone", MachineScene.of(machine, Optional.empty()), true));
            drawings.add(new Named(name + ", with pods", full(machine), false));
        });
        return drawings.stream();
    }

    private static Scene full(MachineDescription machine) {
        List<PodManifest> pods = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            pods.add(Machines.pod("a-rather-long-name-of-a-pod-that-came-out-of-a-deployment-" + i,
                    "cpu: 1, memory: 1Gi"));
        }
        String first = Integer.toString(machine.topology().cpus().getFirst().cpu());
        String configuration = Machines.STATIC.replace("reservedSystemCPUs: \"0\"",
                "reservedSystemCPUs: \"" + first + "\"");
        return MachineScene.of(machine, Machines.run(machine, configuration, pods).node().map(KubeletNode::node));
    }

    @ParameterizedTest
    @MethodSource("drawings")
    void of_anyMachine_placesNothingOutside(Named named) {
        for (Mark mark : named.drawing().marks()) {
            switch (mark) {
                case Shape shape -> assertThat(isInside(named.drawing(), shape.x(), shape.x() + shape.width(),
                        shape.y(), shape.y() + shape.height())).as("%s", shape).isTrue();
                case Label label -> assertThat(isInside(named.drawing(), label.left(), label.right(),
                        label.y() - label.font().ascent(), label.y() + label.font().size() * 0.25)).as("%s", label)
                        .isTrue();
            }
        }
    }

    private static boolean isInside(Drawing drawing, double left, double right, double top, double bottom) {
        return left >= 0 && top >= 0 && right <= drawing.width() + TOLERANCE && bottom <= drawing.height() + TOLERANCE
                && left <= right && top <= bottom;
    }

    @ParameterizedTest
    @MethodSource("drawings")
    void of_anyMachine_keepsCellsAndChipsApart(Named named) {
        List<Shape> pieces = shapes(named.drawing(), shape -> !(shape.subject() instanceof Subject.Decoration));
        for (int i = 0; i < pieces.size(); i++) {
            for (int j = i + 1; j < pieces.size(); j++) {
                Shape one = pieces.get(i);
                Shape other = pieces.get(j);
                boolean apart = one.x() + one.width() <= other.x() + TOLERANCE
                        || other.x() + other.width() <= one.x() + TOLERANCE
                        || one.y() + one.height() <= other.y() + TOLERANCE
                        || other.y() + other.height() <= one.y() + TOLERANCE;
                assertThat(apart).as("%s and %s", one, other).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("drawings")
    void of_anyMachine_keepsTextsApart(Named named) {
        List<Label> labels = named.drawing().marks().stream().filter(Label.class::isInstance).map(Label.class::cast)
                .sorted(Comparator.comparingDouble(Label::y).thenComparingDouble(Label::left)).toList();
        for (int i = 1; i < labels.size(); i++) {
            Label left = labels.get(i - 1);
            Label right = labels.get(i);
            if (left.y() == right.y()) {
                assertThat(left.right()).as("%s and %s", left, right).isLessThanOrEqualTo(right.left() + TOLERANCE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("drawings")
    void of_anyMachine_hasEachCpuOnceUnlessItIsFolded(Named named) {
        List<Integer> drawn = shapes(named.drawing(), shape -> shape.subject() instanceof Subject.Cpu).stream()
                .map(shape -> ((Subject.Cpu) shape.subject()).cpu()).toList();
        Set<Integer> expected = new TreeSet<>();
        String machine = named.name().substring(0, named.name().indexOf(','));
        if (!Set.of("64 NUMA nodes", "768 CPUs").contains(machine)) {
            Optional.ofNullable(Machines.all().get(machine)).orElseThrow().topology().cpus()
                    .forEach(cpu -> expected.add(cpu.cpu()));
        }
        assertThat(drawn).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static List<Shape> shapes(Drawing drawing, Predicate<Shape> wanted) {
        return drawing.marks().stream().filter(Shape.class::isInstance).map(Shape.class::cast).filter(wanted).toList();
    }

    @Test
    void of_largestUnfoldedMachine_fitsASlide() {
        MachineDescription machine = Optional.ofNullable(Machines.all().get("eight NUMA nodes of four caches"))
                .orElseThrow();
        Drawing drawing = Layout.of(MachineScene.of(machine, Optional.empty()), true);

        assertThat(drawing.width()).isBetween(600.0, 1400.0);
        assertThat(drawing.height()).isLessThan(900);
        assertThat(drawing.width() / drawing.height()).isBetween(1.0, 2.4);
    }

    @Test
    void of_twoLikeSockets_alignsThem() {
        Drawing drawing = Layout.of(MachineScene.of(Machines.machine(Machines.SMALL), Optional.empty()), true);
        List<Shape> sockets = shapes(drawing, shape -> shape.style().equals("socket")).subList(0, 2);

        assertThat(sockets.getFirst().y()).isEqualTo(sockets.getLast().y());
        assertThat(sockets.getFirst().width()).isEqualTo(sockets.getLast().width());
        assertThat(sockets.getFirst().height()).isEqualTo(sockets.getLast().height());
    }
}
