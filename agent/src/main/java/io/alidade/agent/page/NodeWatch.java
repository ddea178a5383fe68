package io.alidade.agent.page;

import io.alidade.agent.api.Explanations;
import io.alidade.agent.decision.Course;
import io.alidade.agent.decision.PodListener;
import io.alidade.agent.decision.Stray;
import io.alidade.agent.journal.Recollection;
import io.alidade.agent.pod.PodRecord;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.pod.EffectiveRequests;
import io.alidade.kube.pod.PodManifest;
import io.alidade.live.journal.JournalRecord;
import io.alidade.live.source.FoundNode;
import io.alidade.plan.capacity.Room;
import io.alidade.plan.explain.Explanation;
import io.alidade.plan.whatif.WhatIf;
import io.alidade.plan.whatif.WhatIfs;
import io.alidade.view.page.FitBox;
import io.alidade.view.page.NodePage;
import io.alidade.view.page.NodeStatus;
import io.alidade.view.page.NodeStatus.Drift;
import io.alidade.view.page.NodeStatus.Refusal;
import io.alidade.view.page.NodeStatus.Story;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// What the page remembers of a node, and the page as it was made last. Refusals are explained when somebody looks, on a thread of its
/// own.
public final class NodeWatch implements PodListener, AutoCloseable {
    private static final int MOST_REFUSALS = 10;
    /// Pages are made anew at most so often, and not later than that.
    private static final int MOST_MOMENTS = 2_000;
    private static final Duration SHORTEST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final PageSource source;
    private final Explanations explanations;
    private final InstantSource clock;
    private final RefusalBook refusals;
    private final DriftBook drift;
    private final RoomLog room = new RoomLog();
    private final RoomMemory rooms = new RoomMemory();
    private final Map<RefusalBook.Entry, Told> stories = Collections.synchronizedMap(new IdentityHashMap<>());
    private final AtomicBoolean isExplaining = new AtomicBoolean();
    private final Pulse pulse;
    private final ScheduledExecutorService work = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("page").daemon().factory());
    private boolean isRecalled;
    private Optional<Made> made = Optional.empty();

    /// What was found out of a refusal.
    ///
    /// @param asks what the pod asks for; empty if nobody knows
    private record Told(String asks, Story story) {}

    /// The page as it was at one moment.
    ///
    /// @param change the number of changes then
    /// @param live   its sections; absent until somebody wants them
    private record Made(long change, long nanoTime, NodeStatus status, String page, Optional<String> live) {
        Made withLive() {
            return live.isPresent() ? this
                    : new Made(change, nanoTime, status, page, Optional.of(NodePage.live(status)));
        }
    }

    public NodeWatch(PageSource source, Explanations explanations, InstantSource clock) {
        this.source = source;
        this.explanations = explanations;
        this.clock = clock;
        this.refusals = new RefusalBook(clock);
        this.drift = new DriftBook(clock);
        this.pulse = new Pulse(Long.toString(clock.instant().toEpochMilli(), Character.MAX_RADIX));
    }

    /// Begins to take samples and to tell of changes.
    public void start() {
        pulse.start();
        ScheduledFuture<?> _ = work.scheduleAtFixedRate(this::sample, 0, RoomLog.TICK.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /// The node, or something else that the page shows, is another. For any thread; waits for nobody.
    public void changed() {
        pulse.changed();
    }

    /// Streams that are open.
    public int streams() {
        return pulse.streams();
    }

    /// How many streams were refused since there were too many.
    public long refusedStreams() {
        return pulse.refused();
    }

    /// What ran where it should not, as it was told to this listener.
    public Drift drift() {
        return drift.drift();
    }

    /// A pod was refused.
    ///
    /// @param before the node when it came
    public void refused(PodManifest pod, String reason, String message, KubeletNode before) {
        refusals.add(pod, reason, message, before);
        changed();
    }

    /// A pod was refused, and somebody has explained that already.
    public void refused(PodManifest pod, String reason, String message, Story story) {
        refusals.add(pod, reason, message, story);
        changed();
    }

    @Override
    public void decided(PodRecord pod, Course course) {
        if (!pod.isActive()) {
            refused(pod.pod().manifest(), pod.reason(), pod.message(), course.before());
        }
    }

    @Override
    public void ended(PodRecord pod) {
        drift.ended(pod.pod().fullName());
        changed();
    }

    @Override
    public void removed(PodRecord pod) {
        ended(pod);
    }

    @Override
    public void drifted(Stray stray) {
        drift.add(stray);
        changed();
    }

    Pulse pulse() {
        return pulse;
    }

    /// The page with an empty box; absent while nothing is known of the node.
    Optional<String> page() {
        return made(0).map(Made::page);
    }

    /// The page with a question and its answer.
    Optional<String> page(FitBox box) {
        return made(0).map(made -> NodePage.of(made.status(), box));
    }

    /// The sections of the page, as they are at this revision or later.
    synchronized Optional<String> live(String revision) {
        // Nobody has seen one that is to come.
        made = made(Math.min(pulse.change(revision), pulse.changes())).map(Made::withLive);
        return made.flatMap(Made::live);
    }

    /// All pods.
    Optional<String> pods() {
        return made(0).map(made -> NodePage.pods(made.status()));
    }

    /// Why there is no page.
    String problem() {
        return source.problems().stream().findFirst().orElse("The node was not seen yet.");
    }

    private synchronized Optional<Made> made(long atLeast) {
        long changes = pulse.changes();
        long now = System.nanoTime();
        if (made.isPresent()) {
            Made last = made.get();
            long age = now - last.nanoTime();
            if (last.change() >= atLeast && age < (last.change() == changes ? LONGEST : SHORTEST).toNanos()) {
                return made;
            }
        }
        made = source.node().map(node -> {
            recall();
            NodeStatus status = status(node, pulse.revision(changes));
            return new Made(changes, now, status, NodePage.of(status, FitBox.EMPTY), Optional.empty());
        });
        return made;
    }

    /// What former processes refused, and what was free then, is read when somebody looks for the first time; whoever comes meanwhile
    /// waits for that.
    private void recall() {
        if (!isRecalled) {
            isRecalled = true;
            Recollection past = source.recollection();
            refusals.recall(past.refusals(), past.refusedSince(refusals.lastHour()));
            Instant now = clock.instant();
            room.recall(past.free(now.minus(RoomLog.REACH), now, MOST_MOMENTS), now);
        }
    }

    private NodeStatus status(KubeletNode node, String revision) {
        FoundNode found = source.found();
        List<RefusalBook.Entry> last = refusals.last(MOST_REFUSALS);
        explain(last);
        Instant now = clock.instant();
        return new NodeStatus(found.found().title(), revision, now, found.version(), found.machine(), node, room(node),
                room.series(), refusals.lately(), last.stream().map(this::refusal).toList(), source.drift(),
                source.plugins(), source.watched(), source.problems());
    }

    private Room room(KubeletNode node) {
        return rooms.of(node, refusals.last(Integer.MAX_VALUE).stream().flatMap(entry -> entry.manifest().stream())
                .toList());
    }

    private Refusal refusal(RefusalBook.Entry entry) {
        Optional<Told> told = Optional.ofNullable(stories.get(entry));
        return new Refusal(entry.at(), entry.pod(), told.map(Told::asks)
                .or(() -> entry.manifest().map(EffectiveRequests::text)).orElse(""), entry.reason(), entry.message(),
                told.map(Told::story));
    }

    /// A step that fails would be the last.
    private void sample() {
        try {
            if (room.isDue()) {
                sampleNow();
            }
        } catch (RuntimeException _) {
            // One sample is missing.
        }
    }

    /// Takes a sample.
    void sampleNow() {
        source.node().ifPresent(node -> room.add(RoomLog.sample(node.node().topology(), room(node))));
    }

    /// Looks for the stories of refusals, one after the other.
    private void explain(List<RefusalBook.Entry> last) {
        stories.keySet().retainAll(last);
        if (!stories.keySet().containsAll(last) && isExplaining.compareAndSet(false, true)) {
            try {
                work.execute(() -> {
                    try {
                        last.stream().filter(entry -> !stories.containsKey(entry)).forEach(this::explain);
                    } finally {
                        isExplaining.set(false);
                    }
                });
            } catch (RejectedExecutionException _) {
                isExplaining.set(false);
            }
        }
    }

    private void explain(RefusalBook.Entry entry) {
        stories.put(entry, switch (entry.origin()) {
            case RefusalBook.Origin.Seen(PodManifest pod, KubeletNode _) when entry.isOfTheAgent() ->
                new Told(EffectiveRequests.text(pod), Story.untried(List.of()));
            case RefusalBook.Origin.Seen(PodManifest pod, KubeletNode before) ->
                told(pod, explanations.of(pod, before));
            case RefusalBook.Origin.Told(PodManifest pod, Story story) -> new Told(EffectiveRequests.text(pod), story);
            case RefusalBook.Origin.Written(JournalRecord record) -> source.recollection().moment(record)
                    .map(moment -> told(moment.pod(), explanations.of(moment)))
                    .orElseGet(() -> new Told("", Story.untried(record.why())));
        });
        changed();
    }

    private static Told told(PodManifest came, Explanation explanation) {
        Explanation.Pod pod = explanation.pods().getFirst();
        return new Told(EffectiveRequests.text(came), new Story(pod.reasons(), pod.whatIf().map(WhatIfs::answers)
                .filter(answers -> !answers.isEmpty()).map(List::getFirst).map(WhatIf::description), true));
    }

    @Override
    public void close() {
        pulse.close();
        work.shutdownNow();
    }
}
