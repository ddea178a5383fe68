package io.alidade.live.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.machine.Hardware;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.document.BadInput;
import io.alidade.live.run.RunDecision;
import io.alidade.live.run.RunSite;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What is measured where, on machines that are described.
class MeasuredMachineTest {
    /// NUMA node 0 has cores {0,8} to {3,11}, NUMA node 1 {4,12} to {7,15}.
    private static final MeasuredMachine TWO = machine(NodeTopology.builder().sockets(2).coresPerNumaNode(4)
            .threadsPerCore(2).memory("8Gi").distances(10, 21).build());

    private static MeasuredMachine machine(NodeTopology topology) {
        return new MeasuredMachine(RunSite.empty(topology), Hardware.of(topology), Optional.empty());
    }

    private static MemoryQuestion question(OptionalLong block) {
        return new MemoryQuestion(Set.of(Aspect.LATENCY, Aspect.READ), block, OptionalInt.empty(), 3,
                Duration.ofSeconds(1), PageSize.HUGE);
    }

    private static List<CommandPlace> places(MeasuredMachine machine, int cpus) {
        CommandPlaces places = new CommandPlaces(machine);
        return places.around((RunDecision.Granted) places.aligned(cpus));
    }

    @Test
    void places_onTwoNumaNodes_areAlignedSpreadRemoteAndUnpinned() {
        List<CommandPlace> places = places(TWO, 4);

        assertThat(places).extracting(CommandPlace::kind).containsExactly(CommandPlace.Kind.values());
        assertThat(places).extracting(place -> place.cpus().toListString()).containsExactly("1-2,9-10", "1,4,8,12",
                "1-2,9-10", "0-15");
        assertThat(places).extracting(place -> place.memory().toListString()).containsExactly("0", "", "1", "");
    }

    @Test
    void places_onOneNumaNode_areAlignedAndUnpinned() {
        MeasuredMachine one = machine(NodeTopology.builder().coresPerNumaNode(4).memory("8Gi").build());

        assertThat(places(one, 2)).extracting(CommandPlace::kind).containsExactly(CommandPlace.Kind.ALIGNED,
                CommandPlace.Kind.UNPINNED);
    }

    @Test
    void cores_ofANumaNode_areThoseThatMayBeUsed() {
        RunSite site = TWO.site();
        MeasuredMachine narrow = new MeasuredMachine(new RunSite(site.topology(), CpuSet.of(2, 9, 10),
                site.allowedNumaNodes(), site.used(), List.of()), TWO.hardware(), Optional.empty());

        assertThat(narrow.cores(0)).containsExactly(CpuSet.of(2, 10), CpuSet.of(9));
        assertThat(narrow.cpuNumaNodes()).containsExactly(0);
        assertThat(narrow.memoryNumaNodes()).containsExactly(0, 1);
    }

    @Test
    void counts_ofCores_doubleUpToAll() {
        assertThat(MemoryMeasurement.counts(12, false)).containsExactly(1, 2, 4, 8, 12);
        assertThat(MemoryMeasurement.counts(12, true)).containsExactly(1, 12);
        assertThat(MemoryMeasurement.counts(1, false)).containsExactly(1);
    }

    @Test
    void bytes_withoutKnownCaches_areTheLeastOrWhatWasAskedFor() {
        assertThat(Blocks.bytes(TWO, question(OptionalLong.empty()))).isEqualTo(128L << 20);
        assertThat(Blocks.bytes(TWO, question(OptionalLong.of((4L << 20) + 1)))).isEqualTo(4L << 20);
        assertThat(Blocks.bytes(TWO, question(OptionalLong.of(1)))).isEqualTo(2L << 20);
    }

    @Test
    void bytes_tooLittleMemory_isRefusedWithWhatThereIs() {
        assertThatThrownBy(() -> Blocks.bytes(TWO, question(OptionalLong.of(4L << 30)))).isInstanceOf(BadInput.class)
                .hasMessageContaining("NUMA node 0 has 7936Mi of memory to spare")
                .hasMessageContaining("8Gi is wanted");
        MeasuredMachine small = machine(NodeTopology.builder().coresPerNumaNode(2).memory("200Mi").build());
        assertThatThrownBy(() -> Blocks.bytes(small, question(OptionalLong.empty()))).isInstanceOf(BadInput.class);
    }
}
