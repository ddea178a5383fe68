package io.alidade.agent.nri;

import io.alidade.agent.kubelet.HttpPeer;
import io.alidade.agent.kubelet.KubeletApi;
import io.alidade.agent.kubelet.ListedPod;
import io.alidade.agent.kubelet.PodListBytes;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Value;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// The pods of a kubelet, which lists all or none. It knows a pod long before its runtime does.
///
/// For any thread.
final class PodQuestions implements AutoCloseable {
    private static final String PODS = "/pods";
    private static final String SOURCE = "the kubelet's pod list";

    private final KubeletApi api;
    private final AgentLog log;
    private final JointQuestions<AgentPod> questions = new JointQuestions<>("kubelet-pods", Duration.ZERO, this::list);

    PodQuestions(KubeletApi api, AgentLog log) {
        this.api = api;
        this.log = log;
    }

    void start() {
        questions.start();
    }

    /// A pod that will be asked for soon: the kubelet is asked now, and nobody waits.
    void expect(String uid) {
        questions.expect(uid);
    }

    /// One pod; done with nothing if the kubelet does not know it, or cannot be asked, which is logged. The next time the kubelet
    /// is asked again.
    CompletableFuture<Optional<AgentPod>> take(String uid) {
        return questions.take(uid);
    }

    /// Nobody asks for this pod any more.
    void forget(String uid) {
        questions.forget(uid);
    }

    /// Those of these pods that the kubelet knows; none if it cannot be asked, which is logged. Waits for it.
    Map<String, AgentPod> list(Set<String> uids) {
        Map<String, AgentPod> pods = new HashMap<>();
        try {
            byte[] answer = api.bytes(PODS);
            Optional<List<byte[]>> wanted = PodListBytes.of(answer, uids);
            if (wanted.isEmpty()) {
                notAsked("its answer is no list of pods");
            }
            for (byte[] item : wanted.orElse(List.of())) {
                read(item).ifPresent(pod -> pods.put(pod.uid(), pod));
            }
        } catch (HttpPeer.Unanswered | BadInput problem) {
            notAsked(String.valueOf(problem.getMessage()));
        }
        return pods;
    }

    private Optional<AgentPod> read(byte[] item) {
        try {
            return Optional.of(ListedPod.read(DocumentReader.mapping(DocumentReader.readOne(SOURCE, item)),
                    new PodOrigin.ContainerRuntime()));
        } catch (BadInput problem) {
            notAsked(String.valueOf(problem.getMessage()));
            return Optional.empty();
        }
    }

    private void notAsked(String problem) {
        log.warn("kubelet-not-asked",
                Value.mapping().with("problem", problem).with("instead", "cgroup values of each container"));
    }

    @Override
    public void close() {
        questions.close();
        api.close();
    }
}
