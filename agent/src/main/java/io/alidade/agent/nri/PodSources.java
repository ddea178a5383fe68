package io.alidade.agent.nri;

import io.alidade.agent.decision.DevicesGiven;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.pod.AgentPod;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.kube.document.Value;
import io.alidade.wire.nri.Container;
import io.alidade.wire.nri.PodSandbox;
import io.alidade.wire.rpc.RpcFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/// Who tells what pods asked for, and which devices they were given: the kubelet where it may be asked, else the runtime.
///
/// For any thread.
final class PodSources {
    /// Why a container has to wait: CPUs and memory would not follow devices that nobody has told of yet.
    private static final String NOT_KNOWN = "DevicesNotKnown: ";

    private final Optional<PodQuestions> kubelet;
    private final Optional<KubeletDevices> devices;
    private final PodRequests requests;
    private final AgentLog log;

    /// @param kubelet who knows whole pods
    /// @param devices who knows what devices they have
    PodSources(Optional<PodQuestions> kubelet, Optional<KubeletDevices> devices, AgentLog log) {
        this.kubelet = kubelet;
        this.devices = devices;
        this.requests = new PodRequests(log);
        this.log = log;
    }

    /// A pod that is to be decided on.
    record Asked(AgentPod pod, DevicesGiven devices) {}

    /// Pods that ran before the agent knew them.
    ///
    /// @param ofKubelet how many of them are as the kubelet has them, and not as cgroup values tell
    record Arrivals(List<AgentPod> pods, DevicesGiven devices, int ofKubelet) {}

    /// A container that runs, and its pod.
    record Seen(PodSandbox pod, Container container) {
        String aloneUid() {
            return PodRequests.aloneUid(pod, container);
        }
    }

    /// The containers of a pod come soon: what it asks for is looked up meanwhile.
    void expect(PodSandbox sandbox) {
        kubelet.ifPresentOrElse(pods -> pods.expect(sandbox.getUid()),
                () -> devices.ifPresent(some -> some.expect(name(sandbox))));
    }

    /// A pod is gone.
    void forget(PodSandbox sandbox) {
        kubelet.ifPresent(pods -> pods.forget(sandbox.getUid()));
        devices.ifPresent(some -> some.forget(name(sandbox)));
    }

    private static String name(PodSandbox sandbox) {
        return sandbox.getNamespace() + "/" + sandbox.getName();
    }

    /// The pod of a container that is about to be created. Absent if nobody decides on it.
    ///
    /// @throws RpcFailure if that is not known in time, or its devices are not known yet
    Optional<Asked> of(PodSandbox sandbox, Container container, AnswerTime time) throws RpcFailure {
        Optional<AgentPod> whole = kubelet.isPresent() ? time.wait(kubelet.get().take(sandbox.getUid()))
                : Optional.empty();
        boolean isAsked = devices.isPresent() && whole.map(ToldDevices::areWanted).orElse(true);
        Optional<ToldDevices> told = isAsked ? time.wait(devices.orElseThrow().take(name(sandbox)))
                : Optional.of(ToldDevices.NONE);
        Optional<String> missing = whole.flatMap(pod -> told.isEmpty()
                ? Optional.of("the kubelet does not say which devices the pod has")
                : told.get().missing(pod));
        if (missing.isPresent()) {
            throw new RpcFailure(RpcFailure.UNAVAILABLE, NOT_KNOWN + missing.get());
        }
        ToldDevices known = told.orElse(ToldDevices.NONE);
        Optional<AgentPod> pod = whole
                .or(() -> requests.alone(sandbox, container, known.amounts(container.getName())));
        pod.ifPresent(found -> log.info("pod-request", Value.mapping().with("pod", found.fullName())
                .with("uid", found.uid()).with("source", whole.isPresent() ? "kubelet" : "cgroup values")));
        return pod.map(found -> new Asked(found, known.to(found)));
    }

    /// The pods of containers that run. What is not known in time, of whole pods or of their devices, does not hold them up.
    ///
    /// @param decided uids of pods on which somebody has decided
    /// @throws RpcFailure if nobody waits for them any more
    Arrivals arrivals(List<Seen> seen, Set<String> decided, AnswerTime time) throws RpcFailure {
        List<Seen> unknown = seen.stream().filter(each -> !decided.contains(each.pod().getUid())
                && !decided.contains(each.aloneUid())).toList();
        if (unknown.isEmpty()) {
            return new Arrivals(List.of(), DevicesGiven.NONE, 0);
        }
        Set<String> uids = unknown.stream().map(each -> each.pod().getUid()).collect(Collectors.toSet());
        Set<String> names = unknown.stream().map(each -> name(each.pod())).collect(Collectors.toSet());
        CompletableFuture<Map<String, AgentPod>> asked = kubelet.map(pods -> CompletableFuture
                .supplyAsync(() -> pods.list(uids), ContainerCgroups.elsewhere()))
                .orElseGet(() -> CompletableFuture.completedFuture(Map.of()));
        CompletableFuture<Map<String, ToldDevices>> askedToo = devices.map(some -> CompletableFuture
                .supplyAsync(() -> some.list(names), ContainerCgroups.elsewhere()))
                .orElseGet(() -> CompletableFuture.completedFuture(Map.of()));
        Map<String, AgentPod> whole = time.wait(asked, Map.of());
        Map<String, ToldDevices> told = time.wait(askedToo, Map.of());
        Map<String, AgentPod> pods = new LinkedHashMap<>();
        List<Device> all = new ArrayList<>();
        List<PodDevices> held = new ArrayList<>();
        for (Seen each : unknown) {
            ToldDevices own = told.getOrDefault(name(each.pod()), ToldDevices.NONE);
            Optional.ofNullable(whole.get(each.pod().getUid()))
                    .or(() -> requests.alone(each.pod(), each.container(), own.amounts(each.container().getName())))
                    .filter(pod -> pods.put(pod.uid(), pod) == null)
                    .ifPresent(pod -> held.addAll(own.to(pod).held()));
            if (all.isEmpty()) {
                all.addAll(own.all());
            }
        }
        return new Arrivals(List.copyOf(pods.values()), new DevicesGiven(all, held), whole.size());
    }
}
