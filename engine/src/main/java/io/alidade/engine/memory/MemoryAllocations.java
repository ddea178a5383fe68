package io.alidade.engine.memory;

import io.alidade.engine.hint.HintFamily;
import io.alidade.engine.hint.HintList;
import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.hint.ResourceHints;
import io.alidade.engine.hint.TopologyHint;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.provider.AllocationError;
import io.alidade.engine.provider.AllocationOutcome;
import io.alidade.engine.provider.AllocationOutcome.Allocated;
import io.alidade.engine.provider.AllocationOutcome.Failed;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.StartRefusal;
import io.alidade.engine.table.NamedTable;
import io.alidade.engine.topology.NodeTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Which container has which memory on one node: the Memory Manager's state, as a value, with its rules (memory-manager 5 to
/// 8). Every operation returns the state after it. With policy `None` nothing is ever assigned.
public final class MemoryAllocations {
    private final MemoryPolicy policy;
    private final Optional<MachineMemory> machine;
    private final NamedTable<NamedTable<List<MemoryBlock>>> blocks;
    private final NamedTable<List<MemoryBlock>> podBlocks;
    private final ReusableMemory reusable;

    MemoryAllocations(MemoryPolicy policy, Optional<MachineMemory> machine,
            NamedTable<NamedTable<List<MemoryBlock>>> blocks, NamedTable<List<MemoryBlock>> podBlocks,
            ReusableMemory reusable) {
        this.policy = policy;
        this.machine = machine;
        this.blocks = blocks;
        this.podBlocks = podBlocks;
        this.reusable = reusable;
    }

    /// Nothing assigned, under the configured policy (memory-manager 2.1, 2.2).
    ///
    /// @throws StartRefusal with the kubelet's text
    public static MemoryAllocations start(NodeTopology topology, NodeSettings settings) throws StartRefusal {
        return empty(MemoryPolicy.start(topology, settings));
    }

    /// Nothing assigned.
    static MemoryAllocations empty(MemoryPolicy policy) {
        Optional<MachineMemory> machine = policy instanceof StaticMemoryPolicy fixed
                ? Optional.of(MachineMemory.empty(fixed.tables())) : Optional.empty();
        return new MemoryAllocations(policy, machine, NamedTable.empty(), NamedTable.empty(), ReusableMemory.NONE);
    }

    /// The state that a checkpoint holds, under the same policy, checked as at the kubelet's start (memory-manager 9, 10.3).
    ///
    /// @throws StartRefusal with the kubelet's text
    public MemoryAllocations restored(MemoryState state) throws StartRefusal {
        return MemoryStateReader.restore(policy, state, true);
    }

    /// The state of a manager that runs, as its checkpoint tells it. What its entries add up to may be more than what is taken:
    /// the memory of an init container that has ended is free again (memory-manager 6.3).
    ///
    /// @throws StartRefusal if the checkpoint is of another policy or machine
    public MemoryAllocations observed(MemoryState state) throws StartRefusal {
        return MemoryStateReader.restore(policy, state, false);
    }

    /// The policy as checkpoints name it: `None` or `Static`.
    public String policyName() {
        return policy.wireName();
    }

    /// What the checkpoint holds.
    public MemoryState toState() {
        return MemoryStateWriter.toState(policy, machine, blocks, podBlocks);
    }

    /// What the checkpoint holds of the machine, by the id of the NUMA node; nothing with policy `None`.
    public Map<Integer, MemoryState.NumaNodeState> machineState() {
        return machine.map(MemoryStateWriter::machineState).orElse(Map.of());
    }

    /// The blocks of each pod by container. The table of a pod is the same object as long as the pod holds the same.
    public void forEachPod(BiConsumer<String, NamedTable<List<MemoryBlock>>> action) {
        blocks.forEach(action);
    }

    /// Memory types that the machine has, in name order; empty with policy `None`.
    public List<String> types() {
        return machine.map(memory -> memory.tables().types()).orElse(List.of());
    }

    /// Free bytes of a type on a NUMA node, as an unsigned number; nothing where that NUMA node has none of the type, and
    /// with policy `None`.
    public Optional<Long> freeBytes(int position, String type) {
        return machine.flatMap(memory -> {
            int index = memory.tables().type(type);
            return index >= 0 && memory.tables().isPresent(index, position)
                    ? Optional.of(memory.free(memory.tables().index(index, position)))
                    : Optional.empty();
        });
    }

    /// Bytes of a type that a NUMA node gives when it is empty (memory-manager 2.3), unsigned; nothing where it has none of
    /// the type, and with policy `None`.
    public Optional<Long> allocatableBytes(int position, String type) {
        return machine.map(MachineMemory::tables).flatMap(tables -> {
            int index = tables.type(type);
            return index >= 0 && tables.isPresent(index, position)
                    ? Optional.of(tables.allocatable(tables.index(index, position)))
                    : Optional.empty();
        });
    }

    /// The group that a NUMA node belongs to; itself alone when ungrouped.
    public NumaMask group(int position) {
        return new NumaMask(machine.map(memory -> memory.cells(position)).orElse(1L << position));
    }

    /// The blocks of a container, in type order (memory-manager 8.3).
    public Optional<List<MemoryBlock>> blocks(String podUid, String container) {
        return blocks.orElse(podUid, NamedTable.empty()).find(container);
    }

    /// Pods that hold memory.
    public List<String> pods() {
        return blocks.names();
    }

    /// The containers of a pod that have blocks, with them.
    public NamedTable<List<MemoryBlock>> containers(String podUid) {
        return blocks.orElse(podUid, NamedTable.empty());
    }

    /// True if the manager looks at what the containers of a pod ask for (memory-manager 4.1, 4.3).
    public boolean manages(PodRequest pod) {
        return policy instanceof StaticMemoryPolicy fixed && fixed.demand().isManaged(pod);
    }

    /// The types of memory that a container asks for, in order: none for one that shares its pod's, and where the manager
    /// stands aside (memory-manager 4.4).
    public List<String> requestedTypes(PodRequest pod, ContainerRequest container) {
        return policy instanceof StaticMemoryPolicy fixed && fixed.demand().isManaged(pod)
                ? fixed.demand().requests(pod, container).map(NamedTable::names).orElse(List.of())
                : List.of();
    }

    /// The Memory Manager's hints for a container (memory-manager 8.1).
    public ProviderHints hints(PodRequest pod, ContainerRequest container) {
        if (!(policy instanceof StaticMemoryPolicy fixed) || !fixed.demand().isManaged(pod)) {
            return ProviderHints.NO_ANSWER;
        }
        Optional<NamedTable<Long>> requests = fixed.demand().requests(pod, container);
        if (requests.isEmpty() || requests.get().isEmpty()) {
            return ProviderHints.NO_ANSWER;
        }
        return blocks(pod.uid(), container.name())
                .map(own -> regenerate(own, requests.get()))
                .orElseGet(
                        () -> answer(fixed, requests.get(), machine().family(requests.get(), reusable.of(pod.uid()))));
    }

    /// The Memory Manager's hints for a pod as a whole (memory-manager 8.1).
    public ProviderHints podHints(PodRequest pod) {
        if (!(policy instanceof StaticMemoryPolicy fixed) || !fixed.demand().isManaged(pod)) {
            return ProviderHints.NO_ANSWER;
        }
        Optional<NamedTable<Long>> requests = fixed.demand().podRequests(pod);
        if (requests.isEmpty() || requests.get().isEmpty()) {
            return ProviderHints.NO_ANSWER;
        }
        if (fixed.demand().isPodLevel(pod) && fixed.demand().podScopeError(pod, requests.get()).isPresent()) {
            return new ProviderHints.Answers(requests.get().names().stream()
                    .map(type -> new ProviderHints.Answer(type, ResourceHints.IMPOSSIBLE)).toList());
        }
        Optional<List<MemoryBlock>> whole = podBlocks.find(pod.uid());
        if (whole.isPresent() && fixed.version().regeneratesPodMemoryHints() && fixed.demand().isPodLevel(pod)) {
            return regenerate(whole.get(), requests.get());
        }
        for (ContainerRequest container : pod.containers()) {
            Optional<List<MemoryBlock>> own = blocks(pod.uid(), container.name());
            if (own.isPresent()) {
                Optional<NamedTable<Long>> compared = fixed.version().regeneratesPodMemoryHints()
                        ? fixed.demand().requests(pod, container)
                        : requests;
                return compared.map(amounts -> regenerate(own.get(), amounts)).orElse(ProviderHints.NO_ANSWER);
            }
        }
        return answer(fixed, requests.get(), machine().family(requests.get(), reusable.of(pod.uid())));
    }

    private static ProviderHints answer(StaticMemoryPolicy fixed, NamedTable<Long> requests, HintFamily family) {
        ResourceHints hints = family.answer();
        List<ProviderHints.Answer> answers = new ArrayList<>();
        // No mask at all is an empty map: no preference. The request fails later, in allocate.
        if (!(hints instanceof ResourceHints.Impossible) || fixed.faults().areMended()) {
            requests.forEach((type, _) -> answers.add(new ProviderHints.Answer(type, hints)));
        }
        return new ProviderHints.Answers(answers);
    }

    private static ProviderHints regenerate(List<MemoryBlock> own, NamedTable<Long> requests) {
        if (own.size() != requests.size()) {
            return ProviderHints.NO_ANSWER;
        }
        List<ProviderHints.Answer> answers = new ArrayList<>();
        for (MemoryBlock block : own) {
            if (requests.find(block.type()).filter(size -> size == block.size()).isEmpty()) {
                return ProviderHints.NO_ANSWER;
            }
            answers.add(new ProviderHints.Answer(block.type(),
                    new HintList.Builder().add(block.affinity().bits(), true).buildOr(ResourceHints.IMPOSSIBLE)));
        }
        return new ProviderHints.Answers(answers);
    }

    /// Pins the container's memory (memory-manager 5.1).
    public AllocationOutcome<MemoryAllocations> allocate(PodRequest pod, ContainerRequest container,
            TopologyHint hint) {
        if (!(policy instanceof StaticMemoryPolicy fixed) || !fixed.demand().isManaged(pod)) {
            return new Allocated<>(this);
        }
        Optional<NamedTable<Long>> requested = fixed.demand().requests(pod, container);
        if (fixed.demand().isPodLevel(pod) && requested.filter(NamedTable::isEmpty).isPresent()) {
            return new Allocated<>(this);
        }
        Optional<List<MemoryBlock>> own = blocks(pod.uid(), container.name());
        if (own.isPresent()) {
            return new Allocated<>(with(machine(), blocks, reusable.after(pod.uid(), container, own.get())));
        }
        if (requested.isEmpty()) {
            return failed("[memorymanager] failed to represent quantity as int64");
        }
        NamedTable<Long> requests = requested.get();
        ReusableMemory offered = reusable.of(pod.uid());
        return NumaNodeChoice.choose(machine(), requests, offered, hint).fold(
                mask -> new Allocated<>(taken(pod, container, requests, mask)), this::failed);
    }

    private MemoryAllocations taken(PodRequest pod, ContainerRequest container, NamedTable<Long> requests,
            NumaMask mask) {
        MachineMemory memory = machine();
        ReusableMemory offered = reusable.of(pod.uid());
        List<MemoryBlock> taken = new ArrayList<>();
        for (String type : requests.names()) {
            long bytes = requests.orElse(type, 0L);
            taken.add(new MemoryBlock(mask, type, bytes));
            memory = memory.charge(mask, type, Math.max(0, bytes - offered.bytes(mask, type)));
        }
        NamedTable<List<MemoryBlock>> containers = InitBlocks.shrink(containers(pod.uid()), pod, container, taken)
                .with(container.name(), List.copyOf(taken));
        return with(memory, blocks.with(pod.uid(), containers), reusable.after(pod.uid(), container, taken));
    }

    /// Pins the memory of a pod with `spec.resources` and gives each container its share (memory-manager 7.3).
    ///
    /// @param hint of the first container
    public AllocationOutcome<MemoryAllocations> allocatePod(PodRequest pod, TopologyHint hint) {
        if (!(policy instanceof StaticMemoryPolicy fixed) || !fixed.demand().isManaged(pod)) {
            return new Allocated<>(this);
        }
        if (fixed.version().keepsPodMemory() && podBlocks.contains(pod.uid())) {
            return new Allocated<>(this);
        }
        Optional<NamedTable<Long>> requested = fixed.demand().podRequests(pod);
        if (requested.isEmpty()) {
            return new Allocated<>(this);
        }
        NamedTable<Long> requests = requested.get();
        Optional<AllocationError> error = fixed.demand().podScopeError(pod, requests);
        if (error.isPresent()) {
            return new Failed<>(this, error.get());
        }
        return NumaNodeChoice.choose(machine(), requests, ReusableMemory.NONE, hint).fold(mask -> {
            MachineMemory memory = machine();
            for (String type : requests.names()) {
                memory = memory.charge(mask, type, requests.orElse(type, 0L));
            }
            return new Allocated<>(new MemoryAllocations(policy, Optional.of(memory),
                    blocks.with(pod.uid(), PodShares.divide(fixed.demand(), pod, requests, mask)),
                    podBlocks.with(pod.uid(), PodShares.blocks(requests, mask)), reusable));
        }, this::failed);
    }

    /// Takes note that a container has started: the ordinary init containers before it are done and give their memory
    /// back (memory-manager 6.3).
    public MemoryAllocations started(PodRequest pod, String container) {
        MemoryAllocations next = this;
        for (ContainerRequest earlier : pod.containers()) {
            if (earlier.name().equals(container)) {
                break;
            }
            if (earlier.kind() == ContainerKind.INIT) {
                next = next.release(pod.uid(), earlier.name());
            }
        }
        return next;
    }

    /// Without the memory of one container, whose pod keeps the others'.
    public MemoryAllocations lifting(String podUid, String container) {
        MemoryAllocations lifted = release(podUid, container);
        return lifted == this ? this : lifted.with(lifted.machine(), lifted.blocks, ReusableMemory.NONE);
    }

    /// Releases the memory of all containers of a pod (memory-manager 8.4).
    public MemoryAllocations release(String podUid) {
        MemoryAllocations next = this;
        for (String container : containers(podUid).names()) {
            next = next.release(podUid, container);
        }
        return next;
    }

    /// Releases the memory of a container (memory-manager 8.4), and of a pod that was given memory as a whole with its
    /// last (memory-manager 7.4).
    private MemoryAllocations release(String podUid, String container) {
        NamedTable<List<MemoryBlock>> containers = containers(podUid);
        Optional<List<MemoryBlock>> own = containers.find(container);
        if (own.isEmpty()) {
            return this;
        }
        NamedTable<List<MemoryBlock>> rest = containers.without(container);
        NamedTable<NamedTable<List<MemoryBlock>>> left = rest.isEmpty()
                ? blocks.without(podUid)
                : blocks.with(podUid, rest);
        Optional<List<MemoryBlock>> whole = podBlocks.find(podUid);
        if (whole.isEmpty()) {
            return with(machine().release(own.get()), left, reusable);
        }
        return rest.isEmpty()
                ? new MemoryAllocations(policy, Optional.of(machine().release(whole.get())), left,
                        podBlocks.without(podUid), reusable)
                : with(machine(), left, reusable);
    }

    /// What the containers of a pod hold, as its checkpoint has it.
    public Map<String, List<MemoryState.Block>> heldBlocks(String podUid) {
        return MemoryStateWriter.blocks(machine, containers(podUid));
    }

    /// What a pod holds as a whole, likewise; empty for nothing (memory-manager 7).
    public List<MemoryState.Block> heldPodBlocks(String podUid) {
        return machine.map(memory -> MemoryStateWriter.blocks(memory.tables().topology(),
                podBlocks.orElse(podUid, List.of()))).orElse(List.of());
    }

    /// True if every container whose memory is to be pinned has blocks; those of finished init containers are gone.
    public boolean suffice(PodRequest pod) {
        return !(policy instanceof StaticMemoryPolicy fixed) || !fixed.demand().isManaged(pod)
                || podBlocks.contains(pod.uid()) || pod.containers().stream()
                        .filter(container -> container.kind() != ContainerKind.INIT)
                        .allMatch(container -> blocks(pod.uid(), container.name()).isPresent());
    }

    /// With these blocks for a pod that has none, whatever would be chosen. Nothing if there is not so much free on those NUMA
    /// nodes; with policy `None` the pod has none either way.
    ///
    /// @param whole the blocks of the pod as a whole; empty for none
    public Optional<MemoryAllocations> holding(String podUid, Map<String, List<MemoryState.Block>> containers,
            List<MemoryState.Block> whole) {
        return policy instanceof StaticMemoryPolicy fixed && !containers.isEmpty()
                ? HeldMemory.of(fixed.tables(), containers, whole).flatMap(held -> held.chargedTo(machine())
                        .map(memory -> new MemoryAllocations(policy, Optional.of(memory),
                                blocks.with(podUid, held.containers()),
                                held.whole().isEmpty() ? podBlocks : podBlocks.with(podUid, held.whole()), reusable)))
                : Optional.of(this);
    }

    private MachineMemory machine() {
        return machine.orElseThrow();
    }

    private AllocationOutcome<MemoryAllocations> failed(String text) {
        return new Failed<>(this, AllocationError.untyped(text));
    }

    private MemoryAllocations with(MachineMemory memory, NamedTable<NamedTable<List<MemoryBlock>>> assigned,
            ReusableMemory offered) {
        return new MemoryAllocations(policy, Optional.of(memory), assigned, podBlocks, offered);
    }

    /// Who has what: `Static; POD {main=[memory=1Gi on {0}]}`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(policy.wireName());
        blocks.forEach((pod, containers) -> text.append("; ").append(pod).append(' ').append(containers));
        return text.toString();
    }
}
