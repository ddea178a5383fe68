package io.alidade.plan.whatif;

import io.alidade.engine.Node;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.mask.NumaMasks;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.pod.EffectiveRequests;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/// Looks for the largest amount of each resource with which the pod reaches the target, all other amounts kept.
///
/// The answer of a kubelet is not monotone in an amount (300Gi may go on two NUMA nodes where 200Gi must have one), so the
/// amounts are tried from the top: each one where they are few, else those at which something runs out, the sums of what
/// NUMA nodes have. From one that does it the search climbs until the next step fails.
final class RequestSearch {
    private static final int MAX_EACH = 512;
    private static final int MAX_SUMMED_NUMA_NODES = 8;

    private final KubeletNode node;
    private final KubeletNode emptyNode;
    private final PodManifest pod;
    private final Target target;
    private final Trials trials;

    /// @param emptyNode the same without pods
    RequestSearch(KubeletNode node, KubeletNode emptyNode, PodManifest pod, Target target, Trials trials) {
        this.node = node;
        this.emptyNode = emptyNode;
        this.pod = pod;
        this.target = target;
        this.trials = trials;
    }

    /// @param container whose amounts are changed if it asks for the resource; else those of the one that asks for most
    List<WhatIf> find(Optional<String> container, boolean upwards) {
        List<WhatIf> found = new ArrayList<>();
        for (String resource : resources()) {
            // What the node does not know nothing limits.
            if (upwards && !emptyNode.fit().allocatable().capacity().containsKey(resource)) {
                continue;
            }
            startOf(container, resource).flatMap(start -> largest(start, upwards)).ifPresent(found::add);
        }
        return found;
    }

    private Set<String> resources() {
        Set<String> resources = new TreeSet<>();
        for (ContainerRequest container : pod.request().containers()) {
            resources.addAll(container.resources().requests().keySet());
            resources.addAll(container.resources().limits().keySet());
        }
        return resources;
    }

    private Optional<Change.Request> startOf(Optional<String> container, String resource) {
        PodRequest request = pod.request();
        Optional<ResourceAmounts> own = request.podResources()
                .filter(amounts -> Pods.amount(amounts, resource).signum() > 0);
        if (own.isPresent()) {
            Quantity amount = Pods.amount(own.get(), resource);
            return Optional.of(new Change.Request(Optional.empty(), resource, amount, amount));
        }
        Optional<ContainerRequest> named = request.containers().stream()
                .filter(each -> container.filter(each.name()::equals).isPresent())
                .filter(each -> Pods.amount(each.resources(), resource).signum() > 0).findFirst();
        return named.or(() -> Pods.largest(request, resource)).map(each -> {
            Quantity amount = Pods.amount(each.resources(), resource);
            return new Change.Request(Optional.of(each.name()), resource, amount, amount);
        });
    }

    /// Amounts of several resources that do it together, for a pod that no single one helps: all are brought down to the
    /// least, then raised as far as it goes, one after the other, devices first.
    Optional<WhatIf> together(Optional<String> container) {
        List<Change.Request> starts = new ArrayList<>();
        PodManifest least = pod;
        for (String resource : resources()) {
            Optional<Change.Request> start = startOf(container, resource);
            if (start.isPresent()) {
                starts.add(start.get());
                least = least(start.get()).applyTo(least);
            }
        }
        starts.sort(Comparator.comparingInt(start -> start.resourceName().equals("cpu") ? 1
                : Qos.isMemoryType(start.resourceName()) ? 2 : 0));
        PodManifest raised = least;
        List<Change.Request> changes = new ArrayList<>();
        for (Change.Request start : starts) {
            Scale scale = Scale.of(start.resourceName(), start.current());
            PodManifest base = raised;
            if (trials.admission() && reached(base, at(start, scale, scale.steps(start.current()))).isPresent()) {
                raised = at(start, scale, scale.steps(start.current())).applyTo(base);
            } else {
                Change.Request best = best(base, start, scale, false).orElse(least(start));
                raised = best.applyTo(base);
                if (best.wanted().compareTo(best.current()) != 0) {
                    changes.add(best);
                }
            }
        }
        return changes.size() < 2 ? Optional.empty()
                : target.reachedBy(node, new Change.Together(List.copyOf(changes)).applyTo(pod))
                        .map(admitted -> WhatIf.of(new Change.Together(List.copyOf(changes)), admitted,
                                RequestText.together(pod, changes)));
    }

    /// One step, of CPUs those of one core.
    private Change.Request least(Change.Request start) {
        Scale scale = Scale.of(start.resourceName(), start.current());
        int threads = new CpuTopology(node.node().topology()).cpusPerCore();
        return at(start, scale, start.resourceName().equals("cpu") ? Math.min(threads, scale.steps(start.current()))
                : 1);
    }

    private Optional<WhatIf> largest(Change.Request start, boolean upwards) {
        Scale scale = Scale.of(start.resourceName(), start.current());
        return best(pod, start, scale, upwards).flatMap(best -> reached(pod, best)
                .map(admitted -> WhatIf.of(best, admitted, RequestText.of(pod, best))));
    }

    private Optional<Change.Request> best(PodManifest base, Change.Request start, Scale scale, boolean upwards) {
        long asked = scale.steps(start.current());
        for (long steps : candidates(start, scale, asked, upwards)) {
            if (!trials.admission()) {
                return Optional.empty();
            }
            if (reached(base, at(start, scale, steps)).isPresent()) {
                return Optional.of(at(start, scale, climb(base, start, scale, steps,
                        upwards ? Long.MAX_VALUE : asked)));
            }
        }
        return Optional.empty();
    }

    private static Change.Request at(Change.Request start, Scale scale, long steps) {
        return new Change.Request(start.container(), start.resourceName(), start.current(), scale.amount(steps));
    }

    private Optional<PodDecision.Admitted> reached(PodManifest base, Change.Request change) {
        PodManifest changed = change.applyTo(base);
        return isValid(change, changed) ? target.reachedBy(node, changed) : Optional.empty();
    }

    /// A pod's own amount must not be below the sum of its containers'.
    private boolean isValid(Change.Request change, PodManifest changed) {
        if (change.container().isPresent()) {
            return true;
        }
        PodRequest request = changed.request();
        PodManifest containersOnly = changed.with(new PodRequest(request.uid(), request.namespace(),
                request.name(), request.qosClass(), Optional.empty(), request.containers()));
        Quantity sum = EffectiveRequests.of(containersOnly).getOrDefault(change.resourceName(), Quantity.ZERO);
        return change.wanted().compareTo(sum) >= 0;
    }

    /// The last amount from which the next one fails: steps that double, then halve.
    private long climb(PodManifest base, Change.Request start, Scale scale, long reached, long limit) {
        long low = reached;
        long width = 1;
        while (low < limit - width && trials.admission() && reached(base, at(start, scale, low + width)).isPresent()) {
            low += width;
            width = Math.min(2 * width, Long.MAX_VALUE / 4);
        }
        for (long half = width / 2; half > 0; half /= 2) {
            if (low < limit - half && trials.admission() && reached(base, at(start, scale, low + half)).isPresent()) {
                low += half;
            }
        }
        return low;
    }

    /// Amounts to be tried, the largest first, in steps.
    private List<Long> candidates(Change.Request start, Scale scale, long asked, boolean upwards) {
        long most = scale.steps(capacity(start.resourceName()));
        long high = upwards ? Math.max(asked, most) : asked - 1;
        long low = upwards ? asked : 1;
        if (high - low < MAX_EACH) {
            return LongStream.iterate(high, steps -> steps >= low, steps -> steps - 1).boxed().toList();
        }
        Set<Long> sums = new LinkedHashSet<>();
        long others = others(start, scale);
        for (long sum : sums(start.resourceName())) {
            long steps = scale.steps(Quantity.ofBytes(sum));
            sums.add(steps);
            sums.add(steps - others);
        }
        long left = scale.steps(left(start.resourceName()));
        sums.add(left);
        sums.add(left - others);
        sums.add(low);
        return sums.stream().filter(steps -> steps >= low && steps <= high).sorted(Comparator.reverseOrder()).toList();
    }

    private Quantity capacity(String resource) {
        return emptyNode.fit().allocatable().capacity().getOrDefault(resource, Quantity.ZERO);
    }

    /// What the pods before leave of what is allocatable.
    private Quantity left(String resource) {
        Quantity allocatable = node.fit().allocatable().allocatable().getOrDefault(resource, Quantity.ZERO);
        long used = node.usageBeside(pod).requested().getOrDefault(resource, 0L);
        return allocatable.subtract(resource.equals("cpu") ? Quantity.ofMillis(used) : Quantity.ofBytes(used));
    }

    /// What the pod asks for beside this amount.
    private long others(Change.Request start, Scale scale) {
        Quantity all = EffectiveRequests.of(pod).getOrDefault(start.resourceName(), Quantity.ZERO);
        return Math.max(0, scale.steps(all.subtract(start.current())));
    }

    /// What sets of NUMA nodes have of a memory type, now and without any pod.
    private Set<Long> sums(String type) {
        Set<Long> sums = new TreeSet<>();
        if (!Qos.isMemoryType(type)) {
            return sums;
        }
        for (Node one : List.of(node.node(), emptyNode.node())) {
            NumaMask all = one.topology().allNumaNodes();
            if (all.size() > MAX_SUMMED_NUMA_NODES) {
                trials.cut();
                all = NumaMask.firstPositions(MAX_SUMMED_NUMA_NODES);
            }
            for (NumaMasks masks = new NumaMasks(all); masks.next();) {
                long sum = 0;
                for (int position : new NumaMask(masks.bits()).positions()) {
                    sum += one.allocations().memory().freeBytes(position, type).orElse(0L);
                }
                if (sum > 0) {
                    sums.add(sum);
                }
            }
        }
        return sums;
    }
}
