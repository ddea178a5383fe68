package io.alidade.agent;

import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.decision.DecisionHistory;
import io.alidade.agent.decision.DecisionSteps;
import io.alidade.agent.decision.NodeDesk;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.nri.NodeCopy;
import io.alidade.agent.pod.PodRecords;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.agent.settings.Profile;
import io.alidade.agent.watch.NodeMetrics;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.document.Disk;
import io.alidade.live.store.AllocationStore;
import java.nio.file.Path;
import java.time.InstantSource;

/// The node of an agent without its pods, to rehearse on.
///
/// @param node  without pods
/// @param store of the agent, to which nothing is written
record RehearsedNode(KubeletNode node, AllocationStore store, AgentSettings settings, InstantSource clock)
        implements
        NodeCopy {
    @Override
    public NodeDesk desk(DecisionSteps thread) {
        Path pods = settings.state().resolve("pods");
        NodeDesk desk = new NodeDesk(node, store.rehearsed(), new PodRecords(pods, Disk.NOWHERE), settings.profile(),
                log(), clock, thread, _ -> {});
        desk.tell(new DecisionHistory(clock));
        desk.measure(new NodeMetrics(node.node(), settings.profile() == Profile.EXACT, node::node));
        return desk;
    }

    @Override
    public AgentSnapshot start() {
        return AgentSnapshot.of(node);
    }

    @Override
    public AgentLog log() {
        return new AgentLog(_ -> {}, settings.logFormat(), clock);
    }
}
