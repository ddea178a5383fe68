import io.alidade.engine.Node;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.NodeTopology;

void main() {
    var machine = NodeTopology.builder().sockets(2).coresPerNumaNode(8).threadsPerCore(2).memory("64Gi").build();
    var settings = NodeSettings.builder().staticCpus("0,16").staticMemory("1Gi", "1Gi")
            .topologyPolicy("single-numa-node").build();
    var node = Node.start(machine, settings).orThrow();
    int admitted = 0;
    for (int i = 0; i < 1_000_000; i++) {
        // Every pod goes when the eighth after it comes.
        node = node.remove("pod-" + (i - 8));
        var pod = PodRequest.builder("pod-" + i).app("main", "cpu=" + (2 + i % 5), "memory=8Gi").build();
        var admission = node.admit(pod);
        node = admission.node();
        admitted += admission.isAdmitted() ? 1 : 0;
    }
    IO.println(admitted + " of 1000000 pods admitted");
}
