package io.alidade.agent;

import io.alidade.agent.decision.DecisionThread;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.watch.NodeMetrics;
import io.alidade.kube.document.Value;

/// Tells the log, and counts, what goes wrong on the decision thread.
record DecisionWatch(NodeMetrics metrics, AgentLog log) implements DecisionThread.Listener {
    @Override
    public void failed(Throwable failure) {
        log.warn("step-failed", Value.mapping().with("problem", String.valueOf(failure)));
    }

    @Override
    public void refused(boolean isFirst) {
        metrics.requestRefused();
        if (isFirst) {
            log.warn("requests-refused", Value.mapping().with("problem", "too many events wait for this node")
                    .with("instead", "whoever asks is told so, until fewer wait"));
        }
    }

    @Override
    public void takesAgain(long refused) {
        log.info("requests-taken", Value.mapping().with("refused", refused));
    }
}
