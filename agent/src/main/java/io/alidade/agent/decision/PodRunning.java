package io.alidade.agent.decision;

import io.alidade.agent.pod.PodRecord;
import java.util.concurrent.CompletableFuture;

/// Who makes decisions true. Called on the decision thread, which waits for nobody.
public interface PodRunning extends PodListener {
    /// Nothing is run: decisions stand for themselves.
    PodRunning NONE = new PodRunning() {
        @Override
        public void check(PodRecord pod) {}

        @Override
        public void moved(AgentSnapshot snapshot) {}

        @Override
        public CompletableFuture<Boolean> end(PodRecord pod) {
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public void decided(PodRecord pod, Course course) {}

        @Override
        public void removed(PodRecord pod) {}
    };

    /// Looks at a pod before it is decided on.
    ///
    /// @throws io.alidade.kube.document.BadInput with the field that cannot be followed
    void check(PodRecord pod);

    /// The node is another: what runs in the shared pool is to be moved before anything new starts.
    void moved(AgentSnapshot snapshot);

    /// Waits for a container that was moved to be where the node has it; one that does not run is.
    ///
    /// @param withMemory whether its memory has moved, too
    default CompletableFuture<Arrival> arrival(String uid, String container, boolean withMemory) {
        return CompletableFuture.completedFuture(Arrival.of(true));
    }

    /// Ends what runs of a pod; done when nothing of it runs any more.
    CompletableFuture<Boolean> end(PodRecord pod);
}
