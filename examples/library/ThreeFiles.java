import io.alidade.kube.pod.PodManifests;
import io.alidade.live.source.NodeSources;
void main(String[] files) {
    var kubelet = NodeSources.read(Path.of(files[0]), Path.of(files[1])).start().orThrow();
    for (var pod : PodManifests.read(Path.of(files[2])).pods()) {
        var decision = kubelet.admit(pod);
        IO.println(decision);
        kubelet = decision.node();
    }
}
