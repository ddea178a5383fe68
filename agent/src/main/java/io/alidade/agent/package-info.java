/// The agent: one process that decides for one node what comes to it.
///
/// In: [io.alidade.agent.settings.AgentSettings] and the node ([io.alidade.live.source.FoundNode]). Out: files, sockets and
/// log lines, until it is closed. [Agent] puts the parts together; what they decide is in [io.alidade.agent.decision].
@NullMarked
package io.alidade.agent;

import org.jspecify.annotations.NullMarked;
