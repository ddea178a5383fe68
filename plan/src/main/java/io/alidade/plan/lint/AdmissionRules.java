package io.alidade.plan.lint;

import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.Policies;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.document.Position;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.lint.Workload.Container;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Pods that the kubelet refuses even when the node is empty: asked of the engine.
final class AdmissionRules {
    private static final int MAX_LEFT_OUT = 20;
    private static final String SMT = "SMTAlignmentError";
    private static final String TOPOLOGY = "TopologyAffinityError";

    private static final List<String> OTHER_POLICIES = List.of(Policies.RESTRICTED, Policies.BEST_EFFORT);

    private AdmissionRules() {}

    private interface OnRefusal {
        void look(Workload workload, PodManifest pod, PodDecision.Refused refused);
    }

    private static void each(RuleInput input, boolean onMachine, OnRefusal action) {
        for (Workload workload : input.workloads()) {
            workload.pod().ifPresent(pod -> {
                Optional<PodDecision> decision = onMachine ? input.probe().decideOnMachine(pod)
                        : input.probe().decide(pod);
                if (decision.isPresent() && decision.get() instanceof PodDecision.Refused refused) {
                    action.look(workload, pod, refused);
                }
            });
        }
    }

    static void oddCpus(RuleInput input, Reporter reporter) {
        each(input, false, (workload, pod, refused) -> {
            if (refused.reason().equals(SMT)) {
                String machine = input.probe().isMachine() ? "" : ", where cores have two threads,";
                for (Container container : workload.containers()) {
                    workload.request(container)
                            .filter(request -> input.probe().exclusiveCpus(pod, request) % 2 != 0)
                            .ifPresent(request -> reporter.report(Severity.ERROR, container.place("cpu"),
                                    workload.object(), container.path() + " asks for " + cpus(request).toText()
                                            + " CPUs, and the option full-pcpus-only gives whole cores: the kubelet"
                                            + machine
                                            + " refuses the pod (" + SMT + "). Ask for "
                                            + (cpus(request).ceilUnits() + 1) + "."));
                }
            }
        });
    }

    static void largerThanNumaNode(RuleInput input, Reporter reporter) {
        each(input, true, (workload, pod, refused) -> {
            if (refused.reason().equals(TOPOLOGY) && culprits(input, pod).isEmpty()) {
                reporter.report(Severity.ERROR, largest(workload, pod), workload.object(),
                        "the pod fits no NUMA node of the"
                                + " machine, even when it is empty: it can never be admitted (" + TOPOLOGY + ")"
                                + most(refused) + ". Ask for less" + policies(input, pod) + ".");
            }
        });
    }

    /// The policies that would take the pod: tried, for which of them do depends on what else it asks for.
    private static String policies(RuleInput input, PodManifest pod) {
        List<String> policies = input.probe().policiesThatAdmit(pod, OTHER_POLICIES);
        return policies.isEmpty() ? "" : ", or choose a policy that takes several NUMA nodes ("
                + String.join(", ", policies) + ")";
    }

    /// What the NUMA nodes have at most of what is asked in vain.
    private static String most(PodDecision.Refused refused) {
        List<String> parts = new ArrayList<>();
        refused.offers().forEach(offer -> {
            long best = offer.numaNodes().stream().mapToLong(node -> node.free()).max().orElse(0);
            if (best < offer.asked() && parts.size() < 4) {
                parts.add(amount(offer.resource(), offer.asked()) + " " + offer.resource() + " are asked, "
                        + amount(offer.resource(), best) + " is the most that one has");
            }
        });
        return parts.isEmpty() ? "" : ": " + String.join("; ", parts);
    }

    private static String amount(String resource, long amount) {
        return Qos.isMemoryType(resource) ? Quantity.ofBytes(amount).toText()
                : Long.toString(amount);
    }

    static void largerThanNode(RuleInput input, Reporter reporter) {
        each(input, true, (workload, pod, refused) -> {
            boolean isOther = Set.of(TOPOLOGY, SMT, "NodeAffinity", "NodeName", "TaintToleration")
                    .contains(refused.reason());
            if (!isOther) {
                reporter.report(Severity.ERROR, largest(workload, pod), workload.object(),
                        "the machine refuses the pod, even"
                                + " when it is empty (" + refused.reason() + ": "
                                + StartRules.sentence(refused.message())
                                        .replaceAll("\\.$", "")
                                + "). Ask for less, or for a larger machine.");
            }
        });
    }

    static void sidecarEats(RuleInput input, Reporter reporter) {
        each(input, true, (workload, pod, refused) -> {
            if (refused.reason().equals(TOPOLOGY)) {
                culprits(input, pod).forEach(name -> workload.container(name)
                        .ifPresent(
                                container -> reporter.report(Severity.ERROR, container.place("cpu"), workload.object(),
                                        "without " + container.path()
                                                + " the pod fits a NUMA node of the machine, and with it none:"
                                                + " it can never be admitted (" + TOPOLOGY
                                                + "). Give the container a fraction of a"
                                                + " CPU and less memory, or ask for less in the others.")));
            }
        });
        for (Workload workload : input.workloads()) {
            workload.pod().ifPresent(pod -> input.probe().decideOnMachine(pod).ifPresent(decision -> {
                if (decision instanceof PodDecision.Admitted admitted) {
                    apart(workload, admitted, reporter);
                }
            }));
        }
    }

    /// Accompanying containers without which the pod would be admitted.
    private static List<String> culprits(RuleInput input, PodManifest pod) {
        List<ContainerRequest> containers = pod.request().containers();
        Optional<ContainerRequest> main = main(containers);
        List<String> culprits = new ArrayList<>();
        for (ContainerRequest container : containers.stream().limit(MAX_LEFT_OUT).toList()) {
            if (container.kind() != ContainerKind.INIT && containers.size() > 1
                    && !main.equals(Optional.of(container))) {
                List<ContainerRequest> others = containers.stream().filter(other -> !other.equals(container)).toList();
                Optional<PodDecision> decision = input.probe().decideOnMachine(with(pod, others));
                if (decision.isPresent() && decision.get() instanceof PodDecision.Admitted) {
                    culprits.add(container.name());
                }
            }
        }
        return culprits;
    }

    private static Optional<ContainerRequest> main(List<ContainerRequest> containers) {
        return containers.stream().filter(container -> container.kind() == ContainerKind.APP)
                .max(Comparator.comparing(AdmissionRules::cpus));
    }

    private static PodManifest with(PodManifest pod, List<ContainerRequest> containers) {
        PodRequest request = pod.request();
        return pod.with(new PodRequest(request.uid(), request.namespace(), request.name(), request.qosClass(),
                request.podResources(), containers, request.placement()));
    }

    /// Scope container: each container is aligned by itself, and they may end on different NUMA nodes.
    private static void apart(Workload workload, PodDecision.Admitted admitted, Reporter reporter) {
        Optional<String> main = main(admitted.pod().request().containers()).map(ContainerRequest::name);
        Optional<ContainerPlacement> first = placement(admitted, main.orElse(""));
        for (ContainerPlacement other : admitted.containers()) {
            boolean isApart = first.isPresent() && other.kind() != ContainerKind.INIT
                    && other.exclusiveCpus().isPresent() && other.affinity().affinity().isPresent()
                    && first.get().affinity().affinity()
                            .filter(mask -> mask.and(other.affinity().affinity().get()).isEmpty()).isPresent();
            if (isApart) {
                workload.container(other.name()).ifPresent(container -> reporter.report(Severity.WARNING,
                        container.place("cpu"), workload.object(), container.path() + " and " + main.orElse("")
                                + " together are more than a NUMA node has: even on the empty machine they end on different"
                                + " NUMA nodes. Set topologyManagerScope to pod to keep them together, and ask for less."));
            }
        }
    }

    private static Optional<ContainerPlacement> placement(PodDecision.Admitted admitted, String name) {
        return admitted.containers().stream().filter(container -> container.name().equals(name)).findFirst();
    }

    static void rejectLoop(RuleInput input, Reporter reporter) {
        each(input, false, (workload, pod, refused) -> {
            boolean isAsked = input.probe().isMachine() || refused.reason().equals(SMT);
            if (isAsked && workload.isRecreated()) {
                String end = Set.of("Job", "CronJob").contains(workload.kind())
                        ? "until its backoffLimit, if that ends it" : "without end";
                reporter.report(Severity.ERROR, workload.place(), workload.object(),
                        "the kubelet refuses every pod of this "
                                + workload.kind() + " (" + refused.reason()
                                + "), and a refused pod is not tried again: the controller"
                                + " makes another one, the scheduler chooses the same node, and failed pods pile up "
                                + end
                                + ". Mend the pod template before you apply it.");
            }
        });
    }

    private static Position largest(Workload workload, PodManifest pod) {
        return main(pod.request().containers()).flatMap(request -> workload.container(request.name()))
                .map(container -> container.place("cpu")).orElseGet(() -> workload.spec().position());
    }

    private static Quantity cpus(ContainerRequest request) {
        return request.resources().requests().getOrDefault("cpu", Quantity.ZERO);
    }
}
