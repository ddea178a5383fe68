package io.alidade.agent.nri;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.alidade.agent.decision.DecisionThread;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.nri.NriContainers.Identity;
import io.alidade.agent.nri.NriContainers.Move;
import io.alidade.agent.nri.PodSources.Arrivals;
import io.alidade.agent.nri.PodSources.Asked;
import io.alidade.agent.nri.PodSources.Seen;
import io.alidade.agent.pod.PodRecord;
import io.alidade.kube.document.Value;
import io.alidade.wire.nri.ConfigureRequest;
import io.alidade.wire.nri.ConfigureResponse;
import io.alidade.wire.nri.Container;
import io.alidade.wire.nri.ContainerRequest;
import io.alidade.wire.nri.ContainerState;
import io.alidade.wire.nri.ContainerUpdate;
import io.alidade.wire.nri.CreateContainerResponse;
import io.alidade.wire.nri.Empty;
import io.alidade.wire.nri.PodRequest;
import io.alidade.wire.nri.PodSandbox;
import io.alidade.wire.nri.StateChangeEvent;
import io.alidade.wire.nri.SynchronizeRequest;
import io.alidade.wire.nri.SynchronizeResponse;
import io.alidade.wire.nri.UpdateContainerRequest;
import io.alidade.wire.nri.UpdateResponse;
import io.alidade.wire.rpc.RpcFailure;
import io.alidade.wire.rpc.RpcService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/// Answers the runtime's events, one at a time; each waits for the decision, and no longer than the runtime would.
///
/// Older runtimes tell pods and ends of containers by `StateChange`, newer ones by a method of that name; both are answered.
final class NriEvents implements RpcService {
    private static final int MAX_CONTAINERS = 20_000;

    private final NriContainers containers;
    private final DueMoves due;
    private final PodSources sources;
    private final DecisionThread thread;
    private final AgentLog log;
    private final RuntimeQuiet quiet;
    private final Runnable expecting;
    private final List<PodSandbox> foundPods = new ArrayList<>();
    private final List<Container> found = new ArrayList<>();
    private final RuntimePatience patience = new RuntimePatience();
    private volatile boolean isSynchronized;

    /// @param quiet     is told what the runtime asks
    /// @param expecting is run when containers come soon
    NriEvents(NriContainers containers, PodSources sources, DecisionThread thread, AgentLog log, RuntimeQuiet quiet,
            Runnable expecting) {
        this.quiet = quiet;
        this.containers = containers;
        this.due = containers.due();
        this.sources = sources;
        this.thread = thread;
        this.log = log;
        this.expecting = expecting;
    }

    boolean isSynchronized() {
        return isSynchronized;
    }

    /// A new connection.
    void begin() {
        foundPods.clear();
        found.clear();
    }

    /// The connection has ended.
    void end() {
        isSynchronized = false;
    }

    @Override
    public MessageLite answer(String service, String method, ByteString payload)
            throws RpcFailure, InvalidProtocolBufferException {
        quiet.begins();
        try {
            return answer(method, payload, patience.begin());
        } finally {
            quiet.ends();
        }
    }

    private MessageLite answer(String method, ByteString payload, AnswerTime time)
            throws RpcFailure, InvalidProtocolBufferException {
        return switch (method) {
            case "Configure" -> configure(ConfigureRequest.parseFrom(payload));
            case "Synchronize" -> synchronize(SynchronizeRequest.parseFrom(payload), time);
            case "CreateContainer" -> create(ContainerRequest.parseFrom(payload), time);
            case "PostCreateContainer" -> isThere(ContainerRequest.parseFrom(payload).getContainer());
            case "UpdateContainer" -> update(UpdateContainerRequest.parseFrom(payload), time);
            case "StopContainer" -> stopped(ContainerRequest.parseFrom(payload), time);
            case "RemoveContainer" -> {
                ContainerRequest request = ContainerRequest.parseFrom(payload);
                yield removed(request.getPod(), request.getContainer(), time);
            }
            case "RunPodSandbox" -> podComes(PodRequest.parseFrom(payload).getPod());
            case "StopPodSandbox", "RemovePodSandbox" -> podGone(PodRequest.parseFrom(payload).getPod(), time);
            case "StateChange" -> changed(StateChangeEvent.parseFrom(payload), time);
            case "Shutdown" -> Empty.getDefaultInstance();
            default -> throw new RpcFailure(RpcFailure.UNIMPLEMENTED, "there is no " + method + " here");
        };
    }

    private ConfigureResponse configure(ConfigureRequest request) {
        if (request.getRequestTimeout() > 0) {
            patience.runtimeWaits(Duration.ofMillis(request.getRequestTimeout()));
        }
        log.info("nri-configured", Value.mapping().with("runtime", request.getRuntimeName())
                .with("version", request.getRuntimeVersion()).with("requestTimeoutMillis",
                        request.getRequestTimeout()));
        return ConfigureResponse.newBuilder().setEvents(NriPlugin.EVENTS).build();
    }

    /// What runs already, in as many requests as the runtime likes.
    private SynchronizeResponse synchronize(SynchronizeRequest request, AnswerTime time) throws RpcFailure {
        foundPods.addAll(request.getPodsList());
        found.addAll(request.getContainersList());
        if (found.size() > MAX_CONTAINERS) {
            throw new RpcFailure(RpcFailure.INVALID_ARGUMENT, "more than " + MAX_CONTAINERS + " containers");
        }
        if (request.getMore()) {
            return SynchronizeResponse.newBuilder().setMore(true).build();
        }
        Map<String, PodSandbox> sandboxes = new HashMap<>();
        foundPods.forEach(pod -> sandboxes.put(pod.getId(), pod));
        List<Seen> seen = new ArrayList<>();
        for (Container container : found) {
            PodSandbox sandbox = sandboxes.get(container.getPodSandboxId());
            if (sandbox != null && isRunning(container)) {
                seen.add(new Seen(sandbox, container));
            }
        }
        begin();
        Set<String> present = new HashSet<>();
        sandboxes.values().forEach(pod -> present.add(pod.getUid()));
        seen.forEach(each -> present.add(each.aloneUid()));
        Arrivals arrivals = sources.arrivals(seen, time.wait(thread.call(containers::decided)), time);
        List<Move> moves = told(time, thread.call(() -> {
            containers.begin(present, arrivals.pods(), arrivals.devices());
            seen.forEach(each -> containers.found(Identity.of(each.pod(), each.container()),
                    containers.decidedBy(each.pod().getUid(), each.aloneUid()).orElse(""),
                    NriMessages.place(each.container())));
            return due.take();
        }), NriEvents::ids);
        isSynchronized = true;
        log.info("nri-synchronized", Value.mapping().with("containers", seen.size()).with("moved", moves.size())
                .with("newPods", arrivals.pods().size()).with("ofKubelet", arrivals.ofKubelet()));
        return SynchronizeResponse.newBuilder().addAllUpdate(NriMessages.updates(moves)).build();
    }

    private static boolean isRunning(Container container) {
        return container.getState() == ContainerState.CONTAINER_RUNNING
                || container.getState() == ContainerState.CONTAINER_CREATED
                || container.getState() == ContainerState.CONTAINER_PAUSED;
    }

    /// Two turns of the decision thread at most, for each is waited for: a look whether its pod is decided on, then that.
    private CreateContainerResponse create(ContainerRequest request, AnswerTime time) throws RpcFailure {
        PodSandbox sandbox = request.getPod();
        Container container = request.getContainer();
        Identity who = Identity.of(sandbox, container);
        try {
            Optional<CreateContainerResponse> known = told(time, thread.call(() -> {
                due.hold();
                return (containers.isReleased() ? Optional.of("")
                        : containers.decidedBy(sandbox.getUid(), PodRequests.aloneUid(sandbox, container)))
                        .map(uid -> created(who, uid, time));
            }), response -> response.map(NriEvents::moved).orElse(List.of()));
            if (known.isPresent()) {
                return known.get();
            }
            Optional<Asked> asked = sources.of(sandbox, container, time);
            if (asked.isEmpty()) {
                return told(time, thread.call(() -> created(who, "", time)), NriEvents::moved);
            }
            Answered answered = told(time, thread.follow(() -> containers
                    .admit(asked.get().pod(), asked.get().devices())
                    .thenApply(record -> new Answered(record, record.isActive()
                            ? Optional.of(created(who, record.pod().uid(), time)) : Optional.empty()))),
                    answer -> answer.response().map(NriEvents::moved).orElse(List.of()));
            return answered.response().orElseThrow(() -> new RpcFailure(RpcFailure.UNKNOWN,
                    answered.record().reason() + ": " + answered.record().message()));
        } catch (RpcFailure failure) {
            letGo();
            throw failure;
        }
    }

    /// A decision on a pod, and what the runtime is told of its container; nothing if it is refused.
    private record Answered(PodRecord record, Optional<CreateContainerResponse> response) {}

    /// On the decision thread.
    private CreateContainerResponse created(Identity who, String uid, AnswerTime time) {
        CreateContainerResponse.Builder response = CreateContainerResponse.newBuilder()
                .setAdjust(NriMessages.adjustment(containers.created(who, uid)));
        if (time.isOver()) {
            // Another event may be on its way, whose answer carries what is due.
            due.leave();
        } else {
            response.addAllUpdate(NriMessages.updates(due.take()));
        }
        return response.build();
    }

    private static List<String> ids(List<Move> moves) {
        return moves.stream().map(Move::id).toList();
    }

    private static List<String> moved(CreateContainerResponse response) {
        return response.getUpdateList().stream().map(ContainerUpdate::getContainerId).toList();
    }

    /// Waits for what the runtime is to be told. If it comes too late the runtime is told nothing, and hears of the moves in it by
    /// itself.
    ///
    /// @param moved the containers that it moves
    private <T> T told(AnswerTime time, CompletableFuture<T> answer, Function<T, List<String>> moved)
            throws RpcFailure {
        try {
            return time.wait(answer);
        } catch (RpcFailure late) {
            CompletableFuture<?> _ = answer.thenAcceptAsync(told -> due.untold(moved.apply(told)), thread);
            throw late;
        }
    }

    private Empty isThere(Container container) {
        thread.execute(() -> containers.isThere(container.getId()));
        return Empty.getDefaultInstance();
    }

    /// Other resources for a container that runs. Whatever else a user or an autoscaler changes of it leaves its CPUs and NUMA
    /// nodes where they are.
    private UpdateResponse update(UpdateContainerRequest request, AnswerTime time) throws RpcFailure {
        String id = request.getContainer().getId();
        Resized resized = told(time, thread.call(() -> {
            due.hold();
            Optional<String> why = containers.resize(id, request.getLinuxResources());
            if (why.isPresent()) {
                due.release();
                return new Resized(why, List.of());
            }
            List<Move> moves = due.take();
            return new Resized(why, moves.stream().anyMatch(move -> move.id().equals(id)) ? moves
                    : Stream.concat(moves.stream(), containers.stay(id).stream()).toList());
        }), answer -> ids(answer.moves()));
        if (resized.refusal().isPresent()) {
            throw new RpcFailure(RpcFailure.UNKNOWN, resized.refusal().get());
        }
        return UpdateResponse.newBuilder().addAllUpdate(NriMessages.updates(resized.moves())).build();
    }

    private record Resized(Optional<String> refusal, List<Move> moves) {}

    private UpdateResponse stopped(ContainerRequest request, AnswerTime time) throws RpcFailure {
        List<Move> moves;
        try {
            moves = told(time, thread.follow(() -> {
                due.hold();
                return gone(request.getPod(), request.getContainer()).thenApply(_ -> due.take());
            }), NriEvents::ids);
        } catch (RpcFailure failure) {
            letGo();
            throw failure;
        }
        return UpdateResponse.newBuilder().addAllUpdate(NriMessages.updates(moves)).build();
    }

    /// The answer carries no moves; they go out by themselves.
    private Empty removed(PodSandbox sandbox, Container container, AnswerTime time) throws RpcFailure {
        boolean _ = time.wait(thread.follow(() -> gone(sandbox, container)));
        return Empty.getDefaultInstance();
    }

    private CompletableFuture<Boolean> gone(PodSandbox sandbox, Container container) {
        return containers.gone(container.getId(), PodRequests.aloneUid(sandbox, container));
    }

    private Empty podComes(PodSandbox sandbox) {
        sources.expect(sandbox);
        expecting.run();
        return Empty.getDefaultInstance();
    }

    private Empty podGone(PodSandbox sandbox, AnswerTime time) throws RpcFailure {
        sources.forget(sandbox);
        boolean _ = time.wait(thread.follow(() -> containers.podGone(sandbox.getUid(), sandbox.getId())));
        return Empty.getDefaultInstance();
    }

    private Empty changed(StateChangeEvent event, AnswerTime time) throws RpcFailure {
        return switch (event.getEvent()) {
            case RUN_POD_SANDBOX -> podComes(event.getPod());
            case STOP_POD_SANDBOX, REMOVE_POD_SANDBOX -> podGone(event.getPod(), time);
            case POST_CREATE_CONTAINER -> isThere(event.getContainer());
            case REMOVE_CONTAINER -> removed(event.getPod(), event.getContainer(), time);
            // Nothing that was asked for.
            default -> Empty.getDefaultInstance();
        };
    }

    private void letGo() {
        CompletableFuture<Boolean> _ = thread.call(() -> {
            due.release();
            return true;
        });
    }
}
