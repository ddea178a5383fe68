package io.alidade.plan.whatif;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Tries one change after the other on a pod that was decided on.
///
/// Order of the answers: amounts that keep at least half, by the share that is lost; several amounts at once, only where
/// no single one does it; scope, CPU Manager options, less
/// reserved, policy; pods that would go; amounts that keep less than half.
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

    /// What would let the pod in, or align it; of a pod that is admitted and aligned already, how far it could grow and what
    /// else would do.
    ///
    /// @param kubelet the kubelet before the pod came
    /// @param decision  what it decided
    /// @param container where the lack was, if it was with one container
    public static WhatIfs of(RunningKubelet kubelet, PodManifest pod, PodDecision decision, Optional<String> container) {
        WhatIfSearch search = new WhatIfSearch(kubelet, pod, container);
        return switch (decision) {
            case PodDecision.Refused _ -> search.remedies(Target.ADMITTED);
            case PodDecision.Admitted admitted -> Alignment.isAligned(admitted) ? search.room()
                    : search.remedies(Target.ALIGNED);
        };
    }

    private WhatIfs remedies(Target target) {
        Optional<KubeletNode> empty = kubelet.emptyWith(kubelet.configuration());
        boolean fitsEmptyNode = empty.flatMap(node -> target.reachedBy(node, pod)).isPresent();
        List<WhatIf> requests = requests(target, empty, false);
        List<WhatIf> answers = new ArrayList<>(requests.stream().filter(answer -> lost(answer) <= 0.5).toList());
        SettingSearch settings = new SettingSearch(kubelet, pod, target, trials);
        if (requests.isEmpty()) {
            empty.flatMap(node -> new RequestSearch(kubelet.node(), node, pod, target, trials).together(container))
                    .ifPresent(answers::add);
        }
        answers.addAll(settings.scopes());
        answers.addAll(settings.cpuOptions());
        answers.addAll(settings.reserved());
        answers.addAll(settings.policies(false));
        if (fitsEmptyNode || kubelet.state().isPresent()) {
            answers.addAll(new RemovalSearch(kubelet.node(), pod, target, trials).find());
        }
        answers.addAll(requests.stream().filter(answer -> lost(answer) > 0.5).toList());
        return new WhatIfs(target, answers, fitsEmptyNode, trials.isExhausted());
    }

    private WhatIfs room() {
        Optional<KubeletNode> empty = kubelet.emptyWith(kubelet.configuration());
        List<WhatIf> answers = new ArrayList<>(requests(Target.ALIGNED, empty, true));
        SettingSearch settings = new SettingSearch(kubelet, pod, Target.ALIGNED, trials);
        answers.addAll(settings.scopes());
        answers.addAll(settings.policies(true));
        return new WhatIfs(Target.ALIGNED, answers, true, trials.isExhausted());
    }

    private List<WhatIf> requests(Target target, Optional<KubeletNode> empty, boolean upwards) {
        List<WhatIf> found = new ArrayList<>(empty
                .map(node -> new RequestSearch(kubelet.node(), node, pod, target, trials).find(container, upwards))
                .orElse(List.of()));
        found.sort(Comparator.comparingDouble(WhatIfSearch::lost));
        return found;
    }

    /// The share of the amount that would be given up.
    private static double lost(WhatIf answer) {
        return answer.change() instanceof Change.Request(Optional<String> _, String _, Quantity now, Quantity wanted)
                ? 1 - wanted.value().doubleValue() / now.value().doubleValue() : 0;
    }
}
