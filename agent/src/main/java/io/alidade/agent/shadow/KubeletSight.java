package io.alidade.agent.shadow;

import io.alidade.agent.kubelet.HttpPeer;
import io.alidade.agent.kubelet.ResourceLister;
import io.alidade.agent.log.AgentLog;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.kube.checkpoint.WatchedCheckpoints;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What can be seen of a kubelet.
final class KubeletSight implements AutoCloseable {
    private static final String PODS = "/pods";

    private final HttpPeer kubelet;
    private final ResourceLister resources;
    private final WatchedCheckpoints checkpoints;
    private final AgentLog log;
    private byte[] lastAnswer = {};
    private List<SeenPod> lastPods = List.of();
    private Set<String> unusable = Set.of();

    /// @param folder the kubelet's own, with its checkpoints
    KubeletSight(HttpPeer kubelet, ResourceLister resources, Path folder, AgentLog log) {
        this.kubelet = kubelet;
        this.resources = resources;
        this.checkpoints = new WatchedCheckpoints(folder);
        this.log = log;
    }

    /// Looks once.
    ///
    /// @throws HttpPeer.Unanswered                      if the kubelet does not tell its pods
    /// @throws io.grpc.StatusRuntimeException          if it does not tell what they hold
    /// @throws io.alidade.kube.document.BadInput       if it has no checkpoints, or broken ones
    KubeletTruth look() throws HttpPeer.Unanswered {
        List<SeenPod> pods = pods();
        Map<String, String> uids = pods.stream().filter(SeenPod::isActive)
                .collect(Collectors.toMap(pod -> pod.pod().fullName(), SeenPod::uid, (_, later) -> later));
        List<PodDevices> held = resources.held(name -> Optional.ofNullable(uids.get(name)));
        List<Device> devices = resources.allocatable();
        return new KubeletTruth(pods, checkpoints.read().checkpoints(), devices, held);
    }

    /// A long list that has not changed is not read again.
    private List<SeenPod> pods() throws HttpPeer.Unanswered {
        byte[] answer = kubelet.get(PODS);
        if (!Arrays.equals(answer, lastAnswer)) {
            List<String> problems = new ArrayList<>();
            lastPods = KubeletPods.read(DocumentReader.readOne("the kubelet's " + PODS, answer), problems);
            lastAnswer = answer;
            problems.stream().filter(problem -> !unusable.contains(problem)).forEach(
                    problem -> log.warn("pod-not-understood", Value.mapping().with("problem", problem)));
            unusable = new HashSet<>(problems);
        }
        return lastPods;
    }

    @Override
    public void close() {
        kubelet.close();
        resources.close();
    }
}
