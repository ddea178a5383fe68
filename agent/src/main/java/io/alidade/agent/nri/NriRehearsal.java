package io.alidade.agent.nri;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.alidade.agent.decision.DecisionThread;
import io.alidade.agent.decision.NodeDesk;
import io.alidade.agent.log.AgentLog;
import io.alidade.kube.document.Value;
import io.alidade.linux.process.CgroupFigures;
import io.alidade.wire.nri.Container;
import io.alidade.wire.nri.ContainerRequest;
import io.alidade.wire.nri.ContainerState;
import io.alidade.wire.nri.LinuxCPU;
import io.alidade.wire.nri.LinuxContainer;
import io.alidade.wire.nri.LinuxMemory;
import io.alidade.wire.nri.LinuxPodSandbox;
import io.alidade.wire.nri.LinuxResources;
import io.alidade.wire.nri.OptionalInt64;
import io.alidade.wire.nri.OptionalUInt64;
import io.alidade.wire.nri.PodRequest;
import io.alidade.wire.nri.PodSandbox;
import io.alidade.wire.nri.SynchronizeRequest;
import io.alidade.wire.rpc.RpcFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/// Answers a runtime that is not there about containers that are not there, on a copy of the node, before a real one waits for
/// an answer. Code that runs for the first time is many times slower, and a runtime gives up a plugin that takes two seconds.
///
/// All of it is rehearsed but the socket, the kubelet and what is written: requests are read, decided on, told and logged, and the
/// answers put into bytes.
final class NriRehearsal implements AutoCloseable {
    /// Containers that run, each time others: few at first, for the first round takes as long as the machine is slow; then some
    /// hundreds, as on a full node.
    private static final int FEW_RUNNING = 10;
    private static final int RUNNING = 200;
    private static final int CREATED = 30;
    private static final int MAX_ROUNDS = 8;
    private static final int PINNED_EVERY = 4;
    private static final long MILLIS = 1_000;
    private static final long MEMORY_BYTES = 1 << 20;
    private static final long PAGE_BYTES = 4 << 10;
    private static final String SERVICE = "rehearsal";

    private final NodeCopy copy;
    private final AgentLog log;
    private final ReentrantLock turn = new ReentrantLock();
    private Optional<Standing> standing = Optional.empty();
    private boolean isClosed;

    NriRehearsal(NodeCopy copy, AgentLog log) {
        this.copy = copy;
        this.log = log;
    }

    /// Rehearses for so long, at least once and until nothing is to be gained by more.
    ///
    /// @return how many containers were decided on
    int run(Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        int decided = 0;
        try (DecisionThread thread = thread()) {
            NriEvents events = events(thread);
            int round = 0;
            do {
                decided += round(events, round, end);
                round++;
            } while (round < MAX_ROUNDS && System.nanoTime() - end < 0);
        }
        return decided;
    }

    /// Once more, for a single container that comes and goes, on a copy that stays: what answers the next one is near to the processor
    /// then. Nothing happens while another thread is at it.
    void again() {
        if (!turn.tryLock()) {
            return;
        }
        try {
            if (isClosed) {
                return;
            }
            if (standing.isEmpty()) {
                DecisionThread thread = thread();
                standing = Optional.of(new Standing(thread, events(thread)));
            }
            createAndRemove(standing.get().events(), MAX_ROUNDS, 0);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            isClosed = true;
            standing.ifPresent(some -> some.thread().close());
        } finally {
            turn.unlock();
        }
    }

    private DecisionThread thread() {
        return new DecisionThread(failure -> log.warn("rehearsal-failed",
                Value.mapping().with("problem", String.valueOf(failure))));
    }

    /// A copy without pods.
    private record Standing(DecisionThread thread, NriEvents events) {}

    private NriEvents events(DecisionThread thread) {
        NodeDesk desk = copy.desk(thread);
        RuntimeQuiet quiet = new RuntimeQuiet();
        NriContainers containers = new NriContainers(desk, copy.start(), copy.log(), ContainerCgroups.unseen(),
                moves -> CompletableFuture.completedFuture(!NriMessages.updates(moves).isEmpty()), quiet, thread);
        desk.run(containers);
        return new NriEvents(containers, new PodSources(Optional.empty(), Optional.empty(), copy.log()), thread,
                copy.log(), quiet, () -> {});
    }

    /// The runtime comes with containers that nobody knows, comes again, and creates some more.
    private static int round(NriEvents events, int round, long end) {
        int containers = Math.min(RUNNING, FEW_RUNNING << (2 * round));
        SynchronizeRequest.Builder running = SynchronizeRequest.newBuilder();
        for (int i = 0; i < containers; i++) {
            running.addPods(sandbox(round, i)).addContainers(container(round, i));
        }
        answer(events, "Synchronize", running.build());
        answer(events, "Synchronize", running.build());
        int created = 0;
        while (created < CREATED && System.nanoTime() - end < 0) {
            createAndRemove(events, round, containers + created);
            created++;
        }
        return containers + created;
    }

    private static void createAndRemove(NriEvents events, int round, int number) {
        PodSandbox sandbox = sandbox(round, number);
        ContainerRequest container = ContainerRequest.newBuilder().setPod(sandbox)
                .setContainer(container(round, number)).build();
        PodRequest pod = PodRequest.newBuilder().setPod(sandbox).build();
        answer(events, "RunPodSandbox", pod);
        answer(events, "CreateContainer", container);
        answer(events, "RemoveContainer", container);
        answer(events, "RemovePodSandbox", pod);
    }

    private static void answer(NriEvents events, String method, MessageLite request) {
        try {
            ByteString _ = events.answer(SERVICE, method, request.toByteString()).toByteString();
        } catch (RpcFailure | InvalidProtocolBufferException _) {
            // What does not fit on this node is refused, which is rehearsed as well.
        }
    }

    private static boolean isPinned(int number) {
        return number % PINNED_EVERY == 0;
    }

    private static String name(int round, int number) {
        return "rehearsal-" + round + "-" + number;
    }

    private static PodSandbox sandbox(int round, int number) {
        String name = name(round, number);
        return PodSandbox.newBuilder().setId(name).setName(name).setUid(name).setNamespace("alidade")
                .setLinux(LinuxPodSandbox.newBuilder()
                        .setCgroupParent(isPinned(number) ? "/kubepods" : "/kubepods/burstable"))
                .build();
    }

    private static Container container(int round, int number) {
        String name = name(round, number);
        long millis = isPinned(number) ? MILLIS : 1;
        // None asks for what another one has asked for, which would not be read again.
        long memory = MEMORY_BYTES + (round * (RUNNING + CREATED) + number) * PAGE_BYTES;
        return Container.newBuilder().setId(name).setPodSandboxId(name).setName("c")
                .setState(ContainerState.CONTAINER_RUNNING)
                .setLinux(LinuxContainer.newBuilder().setResources(LinuxResources.newBuilder()
                        .setCpu(LinuxCPU.newBuilder()
                                .setShares(OptionalUInt64.newBuilder().setValue(CgroupFigures.shares(millis)))
                                .setQuota(OptionalInt64.newBuilder().setValue(CgroupFigures.quota(millis)))
                                .setPeriod(OptionalUInt64.newBuilder().setValue(CgroupFigures.PERIOD_MICROS)))
                        .setMemory(LinuxMemory.newBuilder()
                                .setLimit(OptionalInt64.newBuilder().setValue(memory)))))
                .build();
    }
}
