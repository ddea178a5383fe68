package io.alidade.agent.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.decision.AdmissionTrace.Allocated;
import io.alidade.engine.Admission;
import io.alidade.engine.Node;
import io.alidade.engine.NodeStart;
import io.alidade.engine.device.Device;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.NodeTopology;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTraceTest {
    private static final String GPU = "example.com/gpu";

    private static AdmissionTrace walk() {
        NodeTopology topology = NodeTopology.builder().sockets(2).coresPerNumaNode(4).threadsPerCore(2).memory("16Gi")
                .build();
        NodeStart start = Node.start(topology,
                NodeSettings.builder().staticCpus("0").build(), Device.on(GPU, "a", 0),
                Device.on(GPU, "b", 1));
        AdmissionTrace trace = new AdmissionTrace();
        PodRequest pod = PodRequest.builder("p").app("one", "cpu=1", "memory=1Gi")
                .app("two", "cpu=1", "memory=1Gi", GPU + "=1").app("three", "cpu=1", "memory=1Gi").build();
        assertThat(start).isInstanceOfSatisfying(NodeStart.Started.class,
                started -> assertThat(started.node().admit(pod, trace)).isInstanceOf(Admission.Admitted.class));
        return trace;
    }

    private static List<String> steps(AdmissionTrace trace) {
        return trace.steps().stream().filter(Allocated.class::isInstance).map(Allocated.class::cast)
                .map(step -> step.container().orElseThrow() + " " + step.provider().wireName()
                        + (step.succeeded() ? "" : " failed"))
                .toList();
    }

    @Test
    void plugin_thatFails_endsTheWalkAtItsContainer() {
        AdmissionTrace trace = walk();
        assertThat(steps(trace)).hasSize(9).endsWith("three memory");
        trace.pluginFailed("two");
        assertThat(steps(trace)).containsExactly("one device", "one cpu", "one memory", "two device failed");
    }

    @Test
    void preference_thatFails_endsTheWalkAtTheFirstDevices() {
        AdmissionTrace trace = walk();
        trace.preferenceFailed();
        assertThat(steps(trace)).hasSize(4).endsWith("two device failed");
    }
}
