package io.alidade.agent;

import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.decision.DecisionThread;
import io.alidade.agent.decision.NodeDesk;
import io.alidade.agent.decision.PluginCalls;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.pod.PodRecords;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Value;
import io.alidade.live.source.FoundNode;
import io.alidade.live.store.AllocationStore;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/// A running agent. Closing it leaves what it runs as it is; the next one goes on from the state folder.
public final class Agent implements AutoCloseable {
    private final AllocationStore store;
    private final DecisionThread thread;
    private final NodeDesk desk;
    private final AtomicReference<AgentSnapshot> snapshot;
    private final ManifestWatch manifests;

    private Agent(AllocationStore store, DecisionThread thread, NodeDesk desk,
            AtomicReference<AgentSnapshot> snapshot, ManifestWatch manifests) {
        this.store = store;
        this.thread = thread;
        this.desk = desk;
        this.snapshot = snapshot;
        this.manifests = manifests;
    }

    /// Starts an agent, or goes on from what a former one left behind.
    ///
    /// @param node as it was found; its devices are those that plugins report, and no others
    /// @throws BadInput if it cannot start: another process has the state folder, a file cannot be read or written, or a
    ///         kubelet with this configuration would not start
    public static Agent start(AgentSettings settings, FoundNode node, AgentLog log, InstantSource clock) {
        AllocationStore store = AllocationStore.open(settings.state());
        try {
            KubeletNode start = NodeStarts.start(node, store.files(), clock, log);
            PodRecords records = new PodRecords(settings.state().resolve("pods"));
            PodRecords.Found found = records.read();
            found.problems().forEach(problem -> log.warn("pod-set-aside", Value.mapping().with("problem", problem)));
            AtomicReference<AgentSnapshot> snapshot = new AtomicReference<>();
            DecisionThread thread = new DecisionThread(failure -> log.warn("step-failed",
                    Value.mapping().with("problem", String.valueOf(failure))));
            NodeDesk desk = new NodeDesk(start, store, records, PluginCalls.NONE, log, clock, thread, snapshot::set);
            thread.call(() -> {
                desk.restore(found.records());
                return true;
            }).join();
            ManifestWatch manifests = new ManifestWatch(settings.manifests(), thread, desk, log, clock);
            Agent agent = new Agent(store, thread, desk, snapshot, manifests);
            manifests.start(found.records());
            log.info("agent-started", Value.mapping().with("state", settings.state().toString())
                    .with("kubeletVersion", node.version().minor()).with("pods", found.records().size()));
            return agent;
        } catch (RuntimeException failure) {
            store.close();
            throw failure;
        }
    }

    /// The node after the last decision.
    public AgentSnapshot snapshot() {
        return snapshot.get();
    }

    /// A pod wants to run ([NodeDesk#submit]).
    public CompletableFuture<PodRecord> submit(AgentPod pod) {
        return thread.call(() -> desk.submit(pod)).thenCompose(answer -> answer);
    }

    /// A pod is gone ([NodeDesk#remove]).
    public CompletableFuture<Boolean> remove(String uid) {
        return thread.call(() -> desk.remove(uid));
    }

    @Override
    public void close() {
        manifests.close();
        thread.close();
        store.close();
    }
}
