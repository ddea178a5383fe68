package io.alidade.agent.nri;

import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.decision.DecisionSteps;
import io.alidade.agent.decision.NodeDesk;
import io.alidade.agent.log.AgentLog;

/// The node of an agent once more, for decisions that hold for nobody: no pod is there, and nothing is brought to disk or told.
public interface NodeCopy {
    /// A desk on which the same happens as on the agent's own.
    ///
    /// @param thread on which it decides
    NodeDesk desk(DecisionSteps thread);

    /// The node as such a desk has it first.
    AgentSnapshot start();

    /// A log like the agent's own, whose lines go nowhere.
    AgentLog log();
}
