package io.alidade.agent.podresources;

import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.podresources.CallMeter.Call;
import io.alidade.wire.podresources.AllocatableResourcesRequest;
import io.alidade.wire.podresources.AllocatableResourcesResponse;
import io.alidade.wire.podresources.GetPodResourcesRequest;
import io.alidade.wire.podresources.GetPodResourcesResponse;
import io.alidade.wire.podresources.ListPodResourcesRequest;
import io.alidade.wire.podresources.ListPodResourcesResponse;
import io.alidade.wire.podresources.PodResourcesListerGrpc;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/// Answers as a kubelet does (device-manager 12.2), of active pods only. A hundred calls a second are answered, and ten at
/// once; more are turned away.
public final class PodResourcesService extends PodResourcesListerGrpc.PodResourcesListerImplBase {
    private final Supplier<AgentSnapshot> snapshots;
    private final CallBudget budget;
    private final CallMeter meter;

    public PodResourcesService(Supplier<AgentSnapshot> snapshots, InstantSource clock, CallMeter meter) {
        this.snapshots = snapshots;
        this.meter = meter;
        this.budget = new CallBudget(clock);
    }

    @Override
    public void list(ListPodResourcesRequest request, StreamObserver<ListPodResourcesResponse> answers) {
        answer(Call.LIST, answers, () -> {
            AgentSnapshot snapshot = snapshots.get();
            ListPodResourcesResponse.Builder list = ListPodResourcesResponse.newBuilder();
            snapshot.records().stream().filter(record -> isActive(record, snapshot))
                    .forEach(record -> list.addPodResources(ResourceMessages.pod(record, snapshot)));
            return list.build();
        });
    }

    @Override
    public void get(GetPodResourcesRequest request, StreamObserver<GetPodResourcesResponse> answers) {
        answer(Call.GET, answers, () -> {
            AgentSnapshot snapshot = snapshots.get();
            Optional<PodRecord> record = snapshot.find(request.getPodNamespace(), request.getPodName())
                    .filter(found -> isActive(found, snapshot));
            return GetPodResourcesResponse.newBuilder().setPodResources(ResourceMessages.pod(record.orElseThrow(
                    () -> Status.UNKNOWN.withDescription("pod " + request.getPodName() + " in namespace "
                            + request.getPodNamespace() + " not found").asRuntimeException()),
                    snapshot)).build();
        });
    }

    @Override
    public void getAllocatableResources(AllocatableResourcesRequest request,
            StreamObserver<AllocatableResourcesResponse> answers) {
        answer(Call.GET_ALLOCATABLE, answers, () -> ResourceMessages.allocatable(snapshots.get().node().node()));
    }

    private static boolean isActive(PodRecord record, AgentSnapshot snapshot) {
        return record.isActive() && snapshot.node().node().pod(record.pod().uid()).isPresent();
    }

    private <T> void answer(Call call, StreamObserver<T> answers, Supplier<T> answer) {
        if (!budget.take()) {
            answers.onError(Status.RESOURCE_EXHAUSTED.withDescription("rejected by rate limit").asException());
            return;
        }
        meter.called(call);
        try {
            answers.onNext(answer.get());
            answers.onCompleted();
        } catch (RuntimeException failure) {
            meter.failed(call);
            answers.onError(failure);
        }
    }
}
