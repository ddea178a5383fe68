package io.alidade.plan.whatif;

import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks for two changes that do it together, for a pod that no single one helps: two amounts, a setting or a pod that goes
/// with an amount, two settings. Tried are so many pairs at most, and looking ends with [#MAX_ANSWERS].
final class PairSearch {
    static final int MAX_ANSWERS = 3;
    private static final int MAX_REMOVALS = 8;
    private static final int MAX_RAISES = 12;
    private static final int MAX_SETTING_PAIRS = 40;

    private final RunningKubelet kubelet;
    private final PodManifest pod;
    private final Target target;
    private final Trials trials;
    private final Optional<String> container;
    private final List<WhatIf> found = new ArrayList<>();

    PairSearch(RunningKubelet kubelet, PodManifest pod, Target target, Trials trials, Optional<String> container) {
        this.kubelet = kubelet;
        this.pod = pod;
        this.target = target;
        this.trials = trials;
        this.container = container;
    }

    List<WhatIf> find(RemovalSearch removals) {
        if (!isMatterOfAmounts()) {
            return found;
        }
        RaiseSearch raises = new RaiseSearch(kubelet.node(), pod, target, trials);
        found.addAll(raises.pairs(MAX_ANSWERS));
        List<Change.Setting> settings = new SettingSearch(kubelet, pod, target, trials).steps();
        Optional<KubeletNode> empty = kubelet.emptyWith(kubelet.configuration());
        empty.ifPresent(node -> raises.candidates().stream().limit(MAX_RAISES).forEach(raise -> withLess(raise, node)));
        for (Change.Removal removal : removals.cheapest(MAX_REMOVALS)) {
            if (!isEnough() && empty.isPresent()) {
                withAmount(removal, kubelet.node().remove(removal.uids().getFirst()), empty.get());
            }
        }
        for (Change.Setting setting : settings) {
            if (!isEnough() && trials.start(kubelet.running().size())) {
                kubelet.emptyWith(setting.configuration()).ifPresent(none -> kubelet
                        .with(setting.configuration(), pod).ifPresent(next -> withAmount(setting, next, none)));
            }
        }
        if (!isEnough()) {
            settingPairs(settings);
        }
        return found;
    }

    /// False for a pod that would be refused even if it asked for nothing: labels, ports and the like are no matter of pairs.
    private boolean isMatterOfAmounts() {
        PodRequest request = pod.request();
        PodRequest nothing = new PodRequest(request.uid(), request.namespace(), request.name(), Optional.empty(),
                Optional.empty(), request.containers().stream().map(container -> new ContainerRequest(container.name(),
                        container.kind(), ResourceAmounts.NONE)).toList());
        return kubelet.node().admit(pod.with(nothing)) instanceof PodDecision.Admitted;
    }

    private boolean isEnough() {
        return found.size() >= MAX_ANSWERS;
    }

    /// A larger amount in one container, and a smaller one in another.
    private void withLess(Change.Request raise, KubeletNode empty) {
        PodManifest raised = raise.applyTo(pod);
        for (ContainerRequest other : pod.request().containers().stream().limit(MAX_RAISES).toList()) {
            if (isEnough() || raise.container().filter(other.name()::equals).isPresent()) {
                continue;
            }
            new RequestSearch(kubelet.node(), empty, raised, target, trials).find(Optional.of(other.name()), false)
                    .stream().filter(answer -> answer.change() instanceof Change.Request less
                            && !less.container().equals(raise.container()))
                    .limit(1).forEach(answer -> add(raise, RequestText.of(pod, raise), answer));
        }
    }

    private void add(Change first, String text, WhatIf answer) {
        found.add(new WhatIf(new Change.Together(List.of(first, answer.change())), answer.placement(),
                text + ", together with " + answer.description()));
    }

    /// The first amount that does it beside another change.
    private void withAmount(Change other, KubeletNode node, KubeletNode empty) {
        List<WhatIf> amounts = new ArrayList<>(
                new RequestSearch(node, empty, pod, target, trials).find(container, false));
        if (amounts.isEmpty()) {
            amounts.addAll(new RaiseSearch(node, pod, target, trials).find());
        }
        amounts.stream().limit(1).forEach(answer -> add(other, text(other), answer));
    }

    private void settingPairs(List<Change.Setting> settings) {
        int tried = 0;
        for (Change.Setting first : settings) {
            for (Change.Setting second : new SettingSearch(kubelet.withSettings(first.configuration()), pod, target,
                    trials).steps()) {
                // Each pair once: the second one comes later in the list.
                if (!isLater(settings, first, second) || isEnough() || tried++ >= MAX_SETTING_PAIRS
                        || !trials.start(kubelet.running().size())) {
                    continue;
                }
                kubelet.with(second.configuration(), pod).flatMap(next -> target.reachedBy(next, pod))
                        .ifPresent(admitted -> found.add(WhatIf.of(new Change.Together(List.of(first, second)),
                                admitted, text(first) + ", together with " + text(second))));
            }
        }
    }

    private static boolean isLater(List<Change.Setting> settings, Change.Setting first, Change.Setting second) {
        List<String> fields = settings.stream().map(Change.Setting::field).toList();
        return fields.indexOf(second.field()) > fields.indexOf(first.field());
    }

    private static String text(Change change) {
        return switch (change) {
            case Change.Setting setting -> SettingSearch.text(setting);
            case Change.Removal removal -> RemovalSearch.text(removal);
            case Change.Request _, Change.Together _ -> change.kind();
        };
    }
}
