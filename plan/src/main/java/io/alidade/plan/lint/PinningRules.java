package io.alidade.plan.lint;

import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.Position;
import io.alidade.kube.document.Trees;
import io.alidade.kube.machine.ExtendedResourceName;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.lint.Workload.Container;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What keeps the containers of a pod from CPUs and memory of their own.
final class PinningRules {
    private PinningRules() {}

    private interface OnPod {
        void look(Workload workload, PodManifest pod);
    }

    private static void each(RuleInput input, OnPod action) {
        if (input.probe().pinsSomething()) {
            input.workloads().forEach(workload -> workload.pod().ifPresent(pod -> action.look(workload, pod)));
        }
    }

    static void notGuaranteed(RuleInput input, Reporter reporter) {
        each(input, (workload, pod) -> {
            if (input.probe().qosOf(pod) == QosClass.GUARANTEED || pod.request().qosClass().isPresent()
                    || pod.request().podResources().isPresent()
                    || pod.request().containers().stream().noneMatch(PinningRules::wantsPinning)) {
                return;
            }
            for (ContainerRequest request : pod.request().containers()) {
                Optional<Container> container = workload.container(request.name());
                Optional<String> cause = container.flatMap(own -> cause(own, request));
                if (cause.isPresent()) {
                    reporter.report(Severity.WARNING, place(container.get(), request), workload.object(), cause.get()
                            + ", so the pod is " + input.probe().qosOf(pod).wireName() + " and not Guaranteed: "
                            + (input.probe().pinsCpus() ? "none of its containers gets CPUs of its own"
                                    : "its memory is not pinned")
                            + ". Give every container, init containers too, limits for cpu and memory, and requests"
                            + " equal to them or none.",
                            fix(input, container.get(), request));
                    return;
                }
            }
        });
    }

    /// Whole CPUs with a limit, huge pages or devices: what nobody asks for who does not care where it is.
    private static boolean wantsPinning(ContainerRequest request) {
        Map<String, Quantity> limits = request.resources().limits();
        boolean hasWholeCpus = Optional.ofNullable(limits.get("cpu"))
                .filter(cpus -> cpus.signum() > 0 && isWhole(cpus)).isPresent();
        return hasWholeCpus || limits.entrySet().stream().anyMatch(limit -> limit.getValue().signum() > 0
                && (limit.getKey().startsWith("hugepages-") || ExtendedResourceName.isValid(limit.getKey())));
    }

    static boolean isWhole(Quantity cpus) {
        return cpus.ceilUnits() * 1000 == cpus.ceilMillis();
    }

    private static Optional<String> cause(Container container, ContainerRequest request) {
        return firstOf(request.resources()).map(resource -> {
            Optional<Quantity> limit = Optional.ofNullable(request.resources().limits().get(resource));
            return container.path() + ".resources." + (limit.isEmpty() || limit.get().isZero()
                    ? "limits." + resource + " is " + (limit.isEmpty() ? "missing" : "0")
                    : "requests." + resource + " ("
                            + request.resources().requests().getOrDefault(resource, Quantity.ZERO).toText()
                            + ") is not its limit of " + limit.get().toText());
        });
    }

    /// The first of cpu and memory that is not limited to what is requested.
    private static Optional<String> firstOf(ResourceAmounts amounts) {
        return List.of("cpu", "memory").stream().filter(resource -> {
            Quantity limit = amounts.limits().getOrDefault(resource, Quantity.ZERO);
            return limit.isZero() || limit.compareTo(amounts.requests().getOrDefault(resource, Quantity.ZERO)) != 0;
        }).findFirst();
    }

    private static Position place(Container container, ContainerRequest request) {
        String resource = firstOf(request.resources()).orElse("cpu");
        return container.amount("requests", resource).map(node -> node.position())
                .orElseGet(() -> container.place(resource));
    }

    /// A request is raised to its limit, which is what the pod may use anyway.
    private static Optional<Fix> fix(RuleInput input, Container container, ContainerRequest request) {
        String resource = firstOf(request.resources()).orElse("cpu");
        Optional<String> limit = container.scalar("limits", resource).map(scalar -> scalar.text());
        return limit.flatMap(text -> container.scalar("requests", resource)
                .flatMap(old -> input.edits().replace(old, text, "set the request to the limit, " + text)));
    }

    static void fractionalCpu(RuleInput input, Reporter reporter) {
        fractions(input, (workload, pod, request, container) -> {
            if (!hasExclusive(input, pod)) {
                reporter.report(Severity.WARNING, container.place("cpu"), workload.object(),
                        container.path() + " asks for "
                                + cpus(request).toText()
                                + " CPUs, no whole number: it runs in the shared pool, although the pod is"
                                + " Guaranteed. Ask for " + Math.max(1, cpus(request).ceilUnits()) + ".",
                        fractionFix(input, container, cpus(request)));
            }
        });
    }

    static void oneNotInteger(RuleInput input, Reporter reporter) {
        fractions(input, (workload, pod, request, container) -> {
            if (hasExclusive(input, pod) && request.kind() != ContainerKind.INIT) {
                reporter.report(Severity.WARNING, container.place("cpu"), workload.object(), container.path()
                        + " asks for "
                        + cpus(request).toText()
                        + " CPUs and runs in the shared pool, while other containers of the pod have"
                        + " CPUs of their own: it may run on another NUMA node than they, beside foreign pods. Ask for "
                        + Math.max(1, cpus(request).ceilUnits())
                        + " if it serves them, or leave it so if it only watches.");
            }
        });
    }

    private interface OnFraction {
        void look(Workload workload, PodManifest pod, ContainerRequest request, Container container);
    }

    private static void fractions(RuleInput input, OnFraction action) {
        each(input, (workload, pod) -> {
            if (!input.probe().pinsCpus() || input.probe().qosOf(pod) != QosClass.GUARANTEED) {
                return;
            }
            for (ContainerRequest request : pod.request().containers()) {
                if (cpus(request).signum() > 0 && !isWhole(cpus(request))) {
                    workload.container(request.name())
                            .ifPresent(container -> action.look(workload, pod, request, container));
                }
            }
        });
    }

    private static Quantity cpus(ContainerRequest request) {
        return request.resources().requests().getOrDefault("cpu", Quantity.ZERO);
    }

    private static boolean hasExclusive(RuleInput input, PodManifest pod) {
        return pod.request().containers().stream()
                .anyMatch(request -> input.probe().exclusiveCpus(pod, request) > 0);
    }

    /// Rounds up limit and request together.
    private static Optional<Fix> fractionFix(RuleInput input, Container container, Quantity cpus) {
        String whole = Long.toString(Math.max(1, cpus.ceilUnits()));
        String description = "ask for " + whole + " CPUs";
        List<Optional<Fix>> parts = List.of("limits", "requests").stream()
                .flatMap(field -> container.scalar(field, "cpu").stream())
                .map(old -> input.edits().replace(old, whole, description)).toList();
        if (parts.isEmpty() || parts.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(new Fix(description,
                parts.stream().flatMap(part -> part.orElseThrow().edits().stream()).distinct().toList()));
    }

    static void hugepagesWithoutMemory(RuleInput input, Reporter reporter) {
        for (Workload workload : input.workloads()) {
            for (Container container : workload.containers()) {
                boolean hasHugepages = container.amounts("limits").map(amounts -> amounts.entries().stream()
                        .anyMatch(entry -> entry.key().startsWith("hugepages-"))).orElse(false);
                boolean hasMemory = has(container, "memory");
                if (hasHugepages && !hasMemory) {
                    boolean isRefused = !has(container, "cpu");
                    Position place = Trees.place(container.node(), "resources", "limits");
                    reporter.report(isRefused ? Severity.ERROR : Severity.WARNING,
                            isRefused && container.amounts("requests").isPresent()
                                    ? Trees.place(container.node(), "resources", "requests") : place,
                            workload.object(), container.path() + " has huge pages and no memory: "
                                    + (isRefused ? "the API server refuses it."
                                            : "the pod is not Guaranteed, so neither its CPUs nor its huge pages are pinned.")
                                    + " Give it a memory limit, which its code and stacks need anyway.");
                }
            }
        }
    }

    private static boolean has(Container container, String resource) {
        return container.amount("limits", resource).or(() -> container.amount("requests", resource)).isPresent();
    }

    static void affinityMissing(RuleInput input, Reporter reporter) {
        each(input, (workload, pod) -> {
            boolean isPlaced = !pod.nodeSelector().isEmpty() || pod.requiredNodeAffinity().isPresent()
                    || pod.nodeName().isPresent() || workload.kind().equals("DaemonSet");
            boolean hasDevices = pod.request().containers().stream().anyMatch(request -> request.resources().limits()
                    .keySet().stream().anyMatch(ExtendedResourceName::isValid));
            if (!isPlaced && !hasDevices && hasExclusive(input, pod)) {
                reporter.report(Severity.INFO, Trees.place(workload.spec(), "containers"), workload.object(),
                        "the pod wants CPUs of its own, and nothing says which nodes give them: the scheduler may choose one"
                                + " without a static CPU Manager, where it runs unpinned without a word. If the cluster has"
                                + " such nodes, label the others and name the label in nodeSelector.");
            }
        });
    }
}
