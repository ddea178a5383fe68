package io.alidade.agent.decision;

import io.alidade.agent.pod.PodRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Who has a part in what is decided: who runs the pods, who counts, who only wants to know. For the decision thread.
final class DeskParties {
    private final Consumer<AgentSnapshot> snapshots;
    private final List<PodListener> listeners = new ArrayList<>();
    private PodRunning running = PodRunning.NONE;
    private DecisionMeter meter = DecisionMeter.NONE;

    /// @param snapshots is given the node whenever it has changed
    DeskParties(Consumer<AgentSnapshot> snapshots) {
        this.snapshots = snapshots;
    }

    void tell(PodListener listener) {
        listeners.add(listener);
    }

    /// Who runs the pods hears of them before all others.
    void run(PodRunning runner) {
        running = runner;
        listeners.addFirst(runner);
    }

    void measure(DecisionMeter counter) {
        meter = counter;
    }

    /// @throws io.alidade.kube.document.BadInput with the field that cannot be followed
    void check(PodRecord pod) {
        running.check(pod);
    }

    /// Ends what runs of a pod; done when nothing of it runs any more.
    CompletableFuture<Boolean> end(PodRecord pod) {
        return running.end(pod);
    }

    /// The node has changed, and is on disk.
    void moved(AgentSnapshot snapshot) {
        meter.moved(snapshot.node().node());
        running.moved(snapshot);
        snapshots.accept(snapshot);
    }

    /// Waits for a container that was moved.
    CompletableFuture<Arrival> arrival(String uid, String container, boolean withMemory) {
        return running.arrival(uid, container, withMemory);
    }

    void drifted(Stray stray, boolean trespasses) {
        if (stray.fate() != Stray.Fate.GONE) {
            meter.drifted(stray.fate() == Stray.Fate.CURED, trespasses);
        }
        listeners.forEach(listener -> listener.drifted(stray));
    }

    void astray(int count) {
        meter.astray(count);
    }

    void stored(boolean succeeded) {
        meter.stored(succeeded);
    }

    void counted(PodRecord pod, Optional<AdmissionTrace> trace, Duration took) {
        meter.decided(pod, trace, took);
    }

    void decided(PodRecord pod, Course course) {
        listeners.forEach(listener -> listener.decided(pod, course));
    }

    void ended(PodRecord pod) {
        listeners.forEach(listener -> listener.ended(pod));
    }

    void removed(PodRecord pod) {
        listeners.forEach(listener -> listener.removed(pod));
    }
}
