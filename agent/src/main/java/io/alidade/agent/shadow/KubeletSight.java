package io.alidade.agent.shadow;

import io.alidade.agent.kubelet.AnswerBytes;
import io.alidade.agent.kubelet.HttpPeer;
import io.alidade.agent.kubelet.ResourceLister;
import io.alidade.agent.log.AgentLog;
import io.alidade.engine.Checkpoints;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.kube.checkpoint.WatchedCheckpoints;
import io.alidade.kube.checkpoint.WrittenCheckpoints;
import io.alidade.kube.document.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What can be seen of a kubelet.
///
/// Of a kubelet that decides nothing the list of its pods is taken, and the names of its checkpoints: what pods hold and which
/// devices there are is asked when one of these is another than before, and each half minute. For one thread.
final class KubeletSight implements AutoCloseable {
    private static final String PODS = "/pods";
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(30);

    private final HttpPeer kubelet;
    private final ResourceLister resources;
    private final WatchedCheckpoints checkpoints;
    private final AgentLog log;
    private final AnswerBytes answer = new AnswerBytes();
    private final PodListing listing = new PodListing();
    private Set<String> unusable = Set.of();
    private Optional<Asked> asked = Optional.empty();

    /// What was told when it was asked last.
    ///
    /// @param at     when that was
    /// @param states how many states of its checkpoints had been seen before it was asked
    private record Asked(long at, long states, KubeletTruth truth, List<PodDevices> unwritten) {}

    /// A look.
    ///
    /// @param isNew     whether it was asked for more than its pods, so that something may be other than before
    /// @param unwritten devices that pods hold and its file lacks, by which its checkpoints are completed
    record Look(KubeletTruth truth, boolean isNew, List<PodDevices> unwritten) {}

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
    Look look() throws HttpPeer.Unanswered {
        Optional<Asked> before = asked;
        // After a look that fails, all of it is asked again.
        asked = Optional.empty();
        kubelet.get(PODS, answer);
        boolean isOther = listing.take(answer);
        WrittenCheckpoints _ = checkpoints.read();
        Optional<Asked> same = before.filter(last -> !isOther && last.states == checkpoints.states()
                && System.nanoTime() - last.at < BETWEEN_QUESTIONS.toNanos());
        Asked now = same.orElseGet(this::ask);
        asked = Optional.of(now);
        return new Look(now.truth, same.isEmpty(), now.unwritten);
    }

    private Asked ask() {
        tellProblems();
        long states = checkpoints.states();
        long at = System.nanoTime();
        List<SeenPod> pods = listing.pods();
        Map<String, String> uids = pods.stream().filter(SeenPod::isActive)
                .collect(Collectors.toMap(pod -> pod.pod().fullName(), SeenPod::uid, (_, later) -> later));
        List<PodDevices> held = resources.held(name -> Optional.ofNullable(uids.get(name)));
        List<Device> devices = resources.allocatable();
        Checkpoints written = checkpoints.read().checkpoints();
        List<PodDevices> unwritten = UnwrittenDevices.of(written, held);
        return new Asked(at, states,
                new KubeletTruth(pods, UnwrittenDevices.completed(written, unwritten), devices, held), unwritten);
    }

    private void tellProblems() {
        List<String> problems = listing.problems();
        problems.stream().filter(problem -> !unusable.contains(problem)).forEach(
                problem -> log.warn("pod-not-understood", Value.mapping().with("problem", problem)));
        unusable = new HashSet<>(problems);
    }

    @Override
    public void close() {
        kubelet.close();
        resources.close();
    }
}
