package io.alidade.plan.whatif;

import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.pod.EffectiveRequests;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.alignment.Alignments;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Tries one change after the other on a pod that was decided on.
///
/// Order of the answers: amounts that keep at least half, and larger ones that at most double what the pod asks for, the
/// smallest change first; several amounts at once, only where no single one does it; scope, CPU Manager options, less
/// reserved, policy; pods that would go; greater changes of amounts. Where nothing of this does it, two of them together.
public final class WhatIfSearch {
    /// At most so many pods are admitted in one search.
    public static final int MAX_ADMISSIONS = 20_000;
    /// At most so many kubelets are started in one search.
    public static final int MAX_STARTS = 120;

    private final RunningKubelet kubelet;
    private final PodManifest pod;
    private final Optional<String> container;
    private final Trials trials = new Trials(MAX_ADMISSIONS, MAX_STARTS);

    private WhatIfSearch(RunningKubelet kubelet, PodManifest pod, Optional<String> container) {
        this.kubelet = kubelet;
        this.pod = pod;
        this.container = container;
    }

    /// What would let the pod in, or bring it together; of a pod that is admitted and not split, how far it could grow and what
    /// else would do.
    ///
    /// @param kubelet the kubelet before the pod came
    /// @param decision  what it decided
    /// @param container where the lack was, if it was with one container
    public static WhatIfs of(RunningKubelet kubelet, PodManifest pod, PodDecision decision,
            Optional<String> container) {
        WhatIfSearch search = new WhatIfSearch(kubelet, pod, container);
        return switch (decision) {
            // What keeps it off this node whatever it asks for is told beside; it would hide what else is in the way.
            case PodDecision.Refused _ when !kubelet.node().fit().obstacles(pod).isEmpty() -> new WhatIfSearch(kubelet,
                    pod.anywhere(), container).remediesElsewhere();
            case PodDecision.Refused _ -> search.remedies(Target.ADMITTED);
            case PodDecision.Admitted admitted -> Alignments.of(admitted).isSplit()
                    ? search.remedies(Target.TOGETHER) : search.room();
        };
    }

    /// Of a pod that this node would refuse even then.
    private WhatIfs remediesElsewhere() {
        return Target.ADMITTED.reachedBy(kubelet.node(), pod).isPresent()
                ? new WhatIfs(Target.ADMITTED, List.of(), false, false)
                : new WhatIfs(Target.ADMITTED, remedies(Target.ADMITTED).answers(), false, trials.isExhausted());
    }

    private WhatIfs remedies(Target target) {
        Optional<KubeletNode> empty = kubelet.emptyWith(kubelet.configuration());
        boolean fitsEmptyNode = empty.flatMap(node -> target.reachedBy(node, pod)).isPresent();
        List<WhatIf> requests = amounts(target, empty);
        List<WhatIf> answers = new ArrayList<>(requests.stream().filter(this::isSmall).toList());
        SettingSearch settings = new SettingSearch(kubelet, pod, target, trials);
        RemovalSearch removals = new RemovalSearch(kubelet.node(), pod, target, trials);
        answers.addAll(settings.scopes());
        answers.addAll(settings.cpuOptions());
        answers.addAll(settings.reserved());
        answers.addAll(settings.policies(false));
        if (fitsEmptyNode || kubelet.state().isPresent()) {
            answers.addAll(removals.find());
        }
        answers.addAll(requests.stream().filter(answer -> !isSmall(answer)).toList());
        if (answers.isEmpty()) {
            answers.addAll(new PairSearch(kubelet, pod, target, trials, container).find(removals));
        }
        return new WhatIfs(target, answers, fitsEmptyNode, trials.isExhausted());
    }

    /// Smaller and larger amounts, the smallest change first; several at once only where no single one does it.
    private List<WhatIf> amounts(Target target, Optional<KubeletNode> empty) {
        RaiseSearch raises = new RaiseSearch(kubelet.node(), pod, target, trials);
        List<WhatIf> found = new ArrayList<>(requests(target, empty, false));
        found.addAll(raises.find());
        if (found.isEmpty()) {
            empty.flatMap(node -> new RequestSearch(kubelet.node(), node, pod, target, trials).together(container))
                    .ifPresent(found::add);
            raises.wholeCores().ifPresent(found::add);
            found.addAll(raises.fractions());
        }
        found.sort(Comparator.comparingDouble(this::share).thenComparingDouble(WhatIfSearch::distance));
        return found;
    }

    private WhatIfs room() {
        Optional<KubeletNode> empty = kubelet.emptyWith(kubelet.configuration());
        List<WhatIf> answers = new ArrayList<>(requests(Target.TOGETHER, empty, true));
        SettingSearch settings = new SettingSearch(kubelet, pod, Target.TOGETHER, trials);
        answers.addAll(settings.scopes());
        answers.addAll(settings.policies(true));
        return new WhatIfs(Target.TOGETHER, answers, true, trials.isExhausted());
    }

    private List<WhatIf> requests(Target target, Optional<KubeletNode> empty, boolean upwards) {
        List<WhatIf> found = new ArrayList<>(empty
                .map(node -> new RequestSearch(kubelet.node(), node, pod, target, trials).find(container, upwards))
                .orElse(List.of()));
        found.sort(Comparator.comparingDouble(this::share));
        return found;
    }

    /// Keeps at least half of an amount, and at most doubles what the pod asks for.
    private boolean isSmall(WhatIf answer) {
        return share(answer) <= (isRaise(answer) ? 1 : 0.5);
    }

    private static boolean isRaise(WhatIf answer) {
        return answer.change() instanceof Change.Request request
                && request.wanted().compareTo(request.current()) > 0;
    }

    /// The share of the amount that would be given up. Of a larger one, and in init containers, by how much more or less the
    /// pod would ask for then: what an init container asks for costs nothing while it is less than the others ask for.
    private double share(WhatIf answer) {
        if (!(answer.change() instanceof Change.Request request)) {
            return 0;
        }
        if (!isRaise(answer) && !isOfInitContainer(request)) {
            return 1 - request.wanted().value().doubleValue() / request.current().value().doubleValue();
        }
        double before = asked(pod, request.resourceName());
        return before == 0 ? 0 : Math.abs(asked(request.applyTo(pod), request.resourceName()) / before - 1);
    }

    private boolean isOfInitContainer(Change.Request request) {
        return pod.request().containers().stream().filter(own -> own.kind() == ContainerKind.INIT)
                .anyMatch(own -> request.container().filter(own.name()::equals).isPresent());
    }

    private static double asked(PodManifest pod, String resource) {
        return EffectiveRequests.of(pod).getOrDefault(resource, Quantity.ZERO).value().doubleValue();
    }

    private static double distance(WhatIf answer) {
        return answer.change() instanceof Change.Request request
                ? request.wanted().subtract(request.current()).value().abs().doubleValue() : 0;
    }
}
