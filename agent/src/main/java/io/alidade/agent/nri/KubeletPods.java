package io.alidade.agent.nri;

import io.alidade.agent.kubelet.HttpPeer;
import io.alidade.agent.kubelet.KubeletApi;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.pod.AgentPod;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The pods of a kubelet. It lists all or none, so those that are wanted are waited for together: one request is under way at a
/// time, and serves all that were wanted before it began. A kubelet knows a pod long before its runtime does.
///
/// For any thread.
final class KubeletPods implements AutoCloseable {
    private static final String PODS = "/pods";
    /// Pods of which the runtime made no container.
    private static final int MAX_WANTED = 10_000;

    private final KubeletApi api;
    private final AgentLog log;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, CompletableFuture<Optional<AgentPod>>> wanted = new HashMap<>();
    private final Thread thread = Thread.ofVirtual().name("kubelet-pods").unstarted(this::work);
    private boolean closed;

    KubeletPods(KubeletApi api, AgentLog log) {
        this.api = api;
        this.log = log;
    }

    void start() {
        thread.start();
    }

    /// A pod that will be asked for soon: the kubelet is asked now, and nobody waits.
    void expect(String uid) {
        CompletableFuture<?> _ = want(uid);
    }

    private CompletableFuture<Optional<AgentPod>> want(String uid) {
        lock.lock();
        try {
            if (wanted.size() >= MAX_WANTED) {
                wanted.clear();
            }
            CompletableFuture<Optional<AgentPod>> answer = wanted.computeIfAbsent(uid, _ -> new CompletableFuture<>());
            changed.signal();
            return answer;
        } finally {
            lock.unlock();
        }
    }

    /// One pod; done with nothing if the kubelet does not know it, or cannot be asked, which is logged. The next time the kubelet
    /// is asked again.
    CompletableFuture<Optional<AgentPod>> take(String uid) {
        return want(uid).whenComplete((_, _) -> forget(uid));
    }

    /// Nobody asks for this pod any more.
    void forget(String uid) {
        lock.lock();
        try {
            wanted.remove(uid);
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        try {
            while (true) {
                Map<String, CompletableFuture<Optional<AgentPod>>> asked = await();
                if (asked.isEmpty()) {
                    return;
                }
                Map<String, AgentPod> pods = list(asked.keySet());
                asked.forEach((uid, answer) -> answer.complete(Optional.ofNullable(pods.get(uid))));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Those that wait; none when it is closed.
    private Map<String, CompletableFuture<Optional<AgentPod>>> await() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                Map<String, CompletableFuture<Optional<AgentPod>>> open = new HashMap<>();
                wanted.forEach((uid, answer) -> {
                    if (!answer.isDone()) {
                        open.put(uid, answer);
                    }
                });
                if (closed || !open.isEmpty()) {
                    return closed ? Map.of() : open;
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Those of these pods that the kubelet knows; none if it cannot be asked, which is logged. Waits for it.
    Map<String, AgentPod> list(Set<String> uids) {
        Map<String, AgentPod> pods = new HashMap<>();
        try {
            for (Fields item : Fields.of(DocumentReader.mapping(api.get(PODS))).objects("items")) {
                if (item.object("metadata").flatMap(metadata -> metadata.string("uid")).filter(uids::contains)
                        .isPresent()) {
                    read(item).ifPresent(pod -> pods.put(pod.uid(), pod));
                }
            }
        } catch (HttpPeer.Unanswered | BadInput problem) {
            notAsked(String.valueOf(problem.getMessage()));
        }
        return pods;
    }

    private Optional<AgentPod> read(Fields item) {
        try {
            return Optional.of(PodRequests.read("the kubelet's pod list", item.mapping()));
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
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        api.close();
    }
}
