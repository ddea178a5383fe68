package io.alidade.agent.decision;

import io.alidade.agent.log.AgentLog;
import io.alidade.agent.pod.ContainerState;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.pod.PodRecords;
import io.alidade.agent.settings.Profile;
import io.alidade.engine.allocation.PodHoldings;
import io.alidade.engine.table.NamedTable;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.checkpoint.CheckpointFile;
import io.alidade.kube.checkpoint.CheckpointTexts;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Value;
import io.alidade.live.store.AllocationStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The node as it was decided last, with its pods, and both on disk. For the decision thread.
///
/// Invariant *stored before told*: what [#snapshot] shows of a pod that was decided on, has ended or is gone is on disk. What is
/// on disk is that of the former run while its pods come back, and is replaced when all of them are.
final class NodeLedger {
    static final String UNEXPECTED = "UnexpectedAdmissionError";

    private final AllocationStore store;
    private final PodRecords records;
    private final Profile profile;
    private final AgentLog log;
    private final InstantSource clock;
    private final Supplier<Set<String>> unanswered;
    private final CheckpointTexts checkpoints;
    private final Consumer<Boolean> stored;
    private KubeletNode node;
    private NamedTable<PodRecord> pods = NamedTable.empty();
    private NamedTable<Map<String, ContainerState>> containers = NamedTable.empty();
    private boolean isRestoring;
    /// The pods as the former run left them on disk, while they come back.
    private NamedTable<PodRecord> former = NamedTable.empty();

    /// @param node       as it starts, from its checkpoints
    /// @param unanswered pods that hold devices for which a plugin has not answered yet
    /// @param stored     is told each time whether something could be brought to disk
    NodeLedger(KubeletNode node, AllocationStore store, PodRecords records, Profile profile, AgentLog log,
            InstantSource clock, Supplier<Set<String>> unanswered, Consumer<Boolean> stored) {
        this.node = node;
        this.store = store;
        this.records = records;
        this.profile = profile;
        this.log = log;
        this.clock = clock;
        this.unanswered = unanswered;
        this.checkpoints = new CheckpointTexts(node.node().topology());
        this.stored = stored;
    }

    KubeletNode node() {
        return node;
    }

    AgentSnapshot snapshot() {
        return new AgentSnapshot(node, pods, containers);
    }

    Optional<PodRecord> find(String uid) {
        return pods.find(uid);
    }

    /// What a former run knew: the node goes on from it in memory, until [#restored].
    void restoring(List<PodRecord> old, KubeletNode start) {
        old.forEach(record -> pods = pods.with(record.pod().uid(), record));
        former = pods;
        node = start;
        isRestoring = true;
    }

    /// All pods of the former run are back.
    ///
    /// @throws BadInput if that cannot be brought to disk
    void restored(KubeletNode next) {
        node = next;
        isRestoring = false;
        onDisk(() -> {
            records.saveAll(snapshot().records().stream().filter(record -> former.find(record.pod().uid())
                    .filter(record::equalsButForWarnings).isEmpty()).toList());
            former = NamedTable.empty();
            store.save(texts(node));
        });
    }

    /// The node while a pod is decided on; on disk when that is done.
    void meanwhile(KubeletNode next) {
        node = next;
    }

    /// The node after something that is on disk at once.
    ///
    /// @throws BadInput if it cannot be brought to disk; then nothing changes
    void change(UnaryOperator<KubeletNode> step) {
        KubeletNode next = step.apply(node);
        onDisk(() -> store.save(texts(next)));
        node = next;
    }

    /// A pod has come. That is not brought to disk: nobody is answered before it is decided on.
    void came(PodRecord record) {
        pods = pods.with(record.pod().uid(), record);
    }

    /// A pod that holds nothing any more stays known.
    ///
    /// @throws BadInput if that cannot be brought to disk
    void ended(PodRecord record) {
        keep(record, node.remove(record.pod().uid()));
    }

    /// A pod is known no more.
    ///
    /// @throws BadInput if that cannot be brought to disk; then it holds what it held
    void gone(String uid) {
        change(before -> before.remove(uid));
        records.remove(uid);
        pods = pods.without(uid);
        containers = containers.without(uid);
    }

    /// Another node, on which each pod may hold something else.
    ///
    /// @throws BadInput if that cannot be brought to disk; then nothing changes
    void replace(KubeletNode other) {
        NamedTable<PodRecord> next = pods;
        List<PodRecord> changed = new ArrayList<>();
        for (PodRecord record : snapshot().records()) {
            PodHoldings held = other.node().holdings(record.pod().uid());
            if (record.isActive() && !record.holdings().equals(held)) {
                PodRecord moved = record.holding(held);
                next = next.with(record.pod().uid(), moved);
                changed.add(moved);
            }
        }
        onDisk(() -> {
            store.save(texts(other));
            records.saveAll(changed);
        });
        node = other;
        pods = next;
    }

    /// The node without pods that are gone, and with those that were adopted, of which nothing else is known any more.
    ///
    /// @throws BadInput if that cannot be brought to disk; then nothing changes
    void adopt(Collection<String> gone, Adoption adoption) {
        onDisk(() -> {
            records.saveAll(adoption.records());
            store.save(texts(adoption.node()));
        });
        gone.forEach(records::remove);
        node = adoption.node();
        for (String uid : gone) {
            pods = pods.without(uid);
            containers = containers.without(uid);
        }
        for (PodRecord record : adoption.records()) {
            pods = pods.without(record.pod().uid()).with(record.pod().uid(), record);
        }
    }

    /// A pod has other resources, on a node that gives it these.
    ///
    /// @throws BadInput if that cannot be brought to disk; then nothing changes
    void resized(PodRecord record, KubeletNode next) {
        keep(record, next);
    }

    private void keep(PodRecord record, KubeletNode next) {
        save(record, next);
        node = next;
        pods = pods.with(record.pod().uid(), record);
    }

    private void save(PodRecord record, KubeletNode next) {
        onDisk(() -> {
            records.save(record);
            store.save(texts(next));
        });
    }

    /// Brings something to disk, and tells whether that went well.
    ///
    /// @throws BadInput if it did not
    private void onDisk(Runnable writing) {
        try {
            writing.run();
        } catch (BadInput problem) {
            stored.accept(false);
            throw problem;
        }
        stored.accept(true);
    }

    /// The containers of a pod are elsewhere in their life.
    void containers(String uid, Map<String, ContainerState> states) {
        containers = containers.with(uid, Map.copyOf(states));
    }

    /// What became of a pod, as it is on disk. A pod whose allocations cannot be written down does not run; with a kubelet it
    /// does, unless it was given devices, and is forgotten by the next start.
    PodRecord decided(PodRecord result) {
        PodRecord stored = stored(result);
        pods = pods.with(result.pod().uid(), stored);
        return stored;
    }

    private PodRecord stored(PodRecord result) {
        if (isRestoring) {
            return result;
        }
        String uid = result.pod().uid();
        try {
            save(result, node);
            return result;
        } catch (BadInput problem) {
            log.warn("not-stored", named(result).with("problem", String.valueOf(problem.getMessage())));
            if (profile.runsWhatIsNotStored() && !node.node().allocations().devices().pods().contains(uid)) {
                return result;
            }
            node = node.remove(uid);
            if (!result.isActive()) {
                return result;
            }
            PodRecord refused = result.refused(UNEXPECTED,
                    "Allocate failed due to " + problem.getMessage() + ", which is unexpected", result.warnings(),
                    clock.instant());
            takeBack(refused);
            return refused;
        }
    }

    /// The pod's own file may be on disk, though not its allocations.
    private void takeBack(PodRecord refused) {
        try {
            records.save(refused);
        } catch (BadInput _) {
            try {
                records.remove(refused.pod().uid());
            } catch (BadInput _) {
                // Nothing can be written there, so nothing was.
            }
        }
    }

    /// The device checkpoint of a kubelet goes on naming pods that are gone, until it is next written (device-manager 9).
    private Map<CheckpointFile, String> texts(KubeletNode written) {
        return profile.leavesDevicesOfGonePods() ? written.lastWrittenTexts(unanswered.get(), checkpoints)
                : written.checkpointTexts(unanswered.get(), checkpoints);
    }

    /// Begins a log line on a pod.
    static Value.Builder named(PodRecord record) {
        return Value.mapping().with("pod", record.pod().fullName()).with("uid", record.pod().uid());
    }
}
