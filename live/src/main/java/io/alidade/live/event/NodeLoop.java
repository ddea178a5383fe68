package io.alidade.live.event;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.document.BadInput;
import io.alidade.live.store.AllocationStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

/// The one thread that decides for a node. Events are taken in the order in which they were sent.
///
/// Invariant *stored before answered*: a [NodeAnswer] is given, and [#node] shows its node, after the store has it.
public final class NodeLoop implements AutoCloseable {
    private static final int MAX_WAITING = 10_000;

    private final AllocationStore store;
    private final PluginPreferences preferences;
    private final InstantSource clock;
    /// An empty entry ends the thread.
    private final BlockingQueue<Optional<Entry>> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread thread;
    private volatile KubeletNode node;
    private volatile boolean closed;

    private record Entry(NodeEvent event, CompletableFuture<NodeAnswer> answer) {}

    private NodeLoop(KubeletNode node, AllocationStore store, PluginPreferences preferences, InstantSource clock) {
        this.node = node;
        this.store = store;
        this.preferences = preferences;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("node-decisions").daemon().unstarted(this::run);
    }

    /// Brings the node to disk and begins to take events.
    ///
    /// @throws BadInput if it cannot be brought there
    public static NodeLoop start(KubeletNode node, AllocationStore store, PluginPreferences preferences,
            InstantSource clock) {
        store.save(node);
        NodeLoop loop = new NodeLoop(node, store, preferences, clock);
        loop.thread.start();
        return loop;
    }

    /// The node after the last answered event. A value: whoever looks at it sees no change.
    public KubeletNode node() {
        return node;
    }

    /// Sends an event. The answer fails with an [IllegalStateException] if more than 10,000 events wait already, if the
    /// loop is closed before the event's turn, or if the event makes no sense.
    public CompletableFuture<NodeAnswer> send(NodeEvent event) {
        Entry entry = new Entry(event, new CompletableFuture<>());
        if (closed || !queue.offer(Optional.of(entry))) {
            entry.answer().completeExceptionally(new IllegalStateException(
                    closed ? "The node takes no more events." : MAX_WAITING + " events wait for this node already."));
        } else if (closed && queue.remove(Optional.of(entry))) {
            // Closed in between: the thread may have looked for the last time.
            entry.answer().completeExceptionally(new IllegalStateException("The node takes no more events."));
        }
        return entry.answer();
    }

    private void run() {
        try {
            for (Optional<Entry> next = queue.take(); next.isPresent(); next = queue.take()) {
                take(next.get());
            }
        } catch (InterruptedException _) {
            // Nobody has this thread to interrupt it.
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
            failWaiting();
        }
    }

    private void failWaiting() {
        List<Optional<Entry>> waiting = new ArrayList<>();
        queue.drainTo(waiting);
        waiting.forEach(entry -> entry.ifPresent(event -> event.answer()
                .completeExceptionally(new IllegalStateException("The node takes no more events."))));
    }

    private void take(Entry entry) {
        try {
            entry.answer().complete(answer(entry.event(), clock.instant()));
        } catch (RuntimeException failure) {
            // One event that cannot be understood does not end the decisions on all others.
            entry.answer().completeExceptionally(new IllegalStateException("The event fails: " + failure, failure));
        }
    }

    private NodeAnswer answer(NodeEvent event, Instant now) {
        return switch (event) {
            case NodeEvent.PodArrived(var pod) -> {
                PodDecision decision = preferences.decide(preferred -> node.preferring(preferred).admit(pod));
                yield stored(decision.node(), new NodeAnswer.Decided(now, decision));
            }
            case NodeEvent.PodGone(String uid) -> stored(node.remove(uid), new NodeAnswer.Taken(now));
            case NodeEvent.DevicesReported(var devices) ->
                stored(node.devicesReported(devices), new NodeAnswer.Taken(now));
            case NodeEvent.PluginGone(String resource) ->
                stored(node.pluginUnplugged(resource), new NodeAnswer.Taken(now));
        };
    }

    private NodeAnswer stored(KubeletNode next, NodeAnswer answer) {
        try {
            store.save(next);
        } catch (BadInput problem) {
            return new NodeAnswer.NotStored(answer.at(), String.valueOf(problem.getMessage()));
        }
        node = next;
        return answer;
    }

    /// Ends the thread after the event that it is at, and waits for that; events that wait fail. The store stays open.
    @Override
    public void close() {
        closed = true;
        failWaiting();
        try {
            // Not an interrupt: that would break off what is being written.
            queue.put(Optional.empty());
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
