package io.alidade.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Samples;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.pod.PodManifest;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomMemoryTest {
    private static final PodManifest POD = Samples.pod("web", "cpu: 2, memory: 1Gi").manifest();

    private final KubeletNode start = ((KubeletStart.Started) Samples.node().start()).node();
    private final RoomMemory memory = new RoomMemory();

    @Test
    void node_thatIsAsItWas_isNotAskedAgain() {
        assertThat(memory.of(start, List.of())).isSameAs(memory.of(start, List.of()));
    }

    @Test
    void node_thatHasChanged_isAskedAgain() {
        int before = memory.of(start, List.of()).freeCpus().size();
        KubeletNode next = ((PodDecision.Admitted) start.admit(POD)).node();
        assertThat(memory.of(next, List.of()).freeCpus().size()).isEqualTo(before - 2);
    }

    @Test
    void refusal_thatIsNew_isAmongWhatUsuallyComes() {
        assertThat(memory.of(start, List.of()).shape()).isEmpty();
        assertThat(memory.of(start, List.of(POD)).shape())
                .hasValueSatisfying(shape -> assertThat(shape.name()).contains("cpu=2"));
    }
}
