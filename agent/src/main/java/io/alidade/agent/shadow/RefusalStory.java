package io.alidade.agent.shadow;

import io.alidade.agent.shadow.ShadowVerdict.Before;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.live.source.FoundNode;
import io.alidade.plan.explain.Explainer;
import io.alidade.plan.explain.Explanation;
import io.alidade.plan.whatif.WhatIf;
import io.alidade.plan.whatif.WhatIfs;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A refusal in a few sentences: what was short, on which NUMA node, and which smallest change would do.
///
/// @param why     one sentence each, without a full stop
/// @param lacking the resources that were short
/// @param change  absent if none was found
record RefusalStory(List<String> why, Set<String> lacking, Optional<String> change) {
    RefusalStory {
        why = List.copyOf(why);
        lacking = Set.copyOf(lacking);
    }

    /// @param before the node when the pod came
    static RefusalStory of(FoundNode found, Before before, SeenPod pod) {
        Explanation explanation = Explainer.of(new KubeletStart.Started(before.node(), List.of()),
                found.machine().withDevices(before.devices()), found.configuration(), found.version(),
                Optional.empty(), List.of(pod.manifest()), List.of(), false);
        Explanation.Pod told = explanation.pods().getFirst();
        return new RefusalStory(told.reasons(),
                told.shortages().stream().map(Explanation.Shortage::resource).collect(Collectors.toSet()),
                told.whatIf().map(WhatIfs::answers).filter(all -> !all.isEmpty())
                        .map(List::getFirst).map(WhatIf::description));
    }

    /// All of it as one text.
    String text() {
        List<String> sentences = new ArrayList<>();
        why.forEach(sentence -> sentences.add(capital(sentence) + "."));
        change.ifPresent(smallest -> sentences.add("It would be admitted with this change: " + smallest + "."));
        return String.join(" ", sentences);
    }

    private static String capital(String sentence) {
        return sentence.isEmpty() ? sentence
                : sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }
}
