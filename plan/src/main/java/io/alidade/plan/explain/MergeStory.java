package io.alidade.plan.explain;

import io.alidade.engine.Node;
import io.alidade.engine.hint.PolicyDecision;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.settings.Policies;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.plan.explain.Explanation.Merge;
import io.alidade.plan.explain.HintRecording.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// By which rule a merge came out (topology-manager 7, 8), one of
///
/// - `no-preference`: nobody minds;
/// - `only-preferred`: one set of NUMA nodes is preferred by all;
/// - `narrowest`, `closest`, `lowest`: several are, and this one has the fewest NUMA nodes, or the shortest distances, or
///   the lowest ids;
/// - `not-preferred`: none is preferred by all, and this is the best that the sets have in common;
/// - `nothing-in-common`: not even that, or one resource is impossible.
final class MergeStory {
    private final NodeTopology topology;
    private final boolean preferClosest;
    private final boolean onlySingle;

    private MergeStory(NodeTopology topology, boolean preferClosest, boolean onlySingle) {
        this.topology = topology;
        this.preferClosest = preferClosest;
        this.onlySingle = onlySingle;
    }

    /// @param container for which hints were merged; absent for the pod as a whole
    static MergeStory of(Node node, PodRequest pod, Optional<String> container) {
        boolean hasOwnPolicy = container.map(pod.placement()::of).orElse(pod.placement().pod()).alignment().isPresent();
        return new MergeStory(node.topology(),
                hasOwnPolicy || node.settings().topologyManagerPolicyOptions()
                        .getOrDefault(Policies.PREFER_CLOSEST, "false").toLowerCase(Locale.ROOT).matches("1|t|true"),
                node.policies(pod, container).wantsSingleNumaNode());
    }

    Merge of(Question question) {
        PolicyDecision decision = question.decision();
        Optional<NumaMask> affinity = decision.hint().affinity();
        String rule;
        String why;
        if (question.answers().stream().anyMatch(answer -> answer.view().isImpossible())) {
            rule = "nothing-in-common";
            why = "the whole node has too little free of " + question.answers().stream()
                    .filter(answer -> answer.view().isImpossible()).map(HintRecording.Answer::resource)
                    .collect(Collectors.joining(" and "));
        } else if (question.withHints().isEmpty()) {
            rule = "no-preference";
            why = "any NUMA node will do: nothing that is asked for is tied to one";
        } else if (decision.hint().preferred()) {
            List<NumaMask> common = common(question);
            rule = rule(affinity, common);
            why = preferred(rule, affinity, common);
        } else {
            boolean any = affinity.isPresent() && question.withHints().stream()
                    .allMatch(answer -> affinity.filter(mask -> answer.view().contains(mask.bits())).isPresent());
            rule = onlySingle || (!any && affinity.equals(Optional.of(topology.allNumaNodes()))) ? "nothing-in-common"
                    : "not-preferred";
            why = onlySingle ? "no single NUMA node is preferred by all of them"
                    : "no set of NUMA nodes is preferred by all of them"
                            + affinity.map(mask -> "; the best they have in common is " + names(mask)).orElse("");
        }
        return new Merge(rule, affinity.map(topology::numaNodeIds), decision.hint().preferred(), decision.admitted(),
                why);
    }

    private String names(NumaMask mask) {
        return Phrases.numaNodes(topology.numaNodeIds(mask));
    }

    /// The first sets that all prefer.
    private List<NumaMask> common(Question question) {
        List<HintRecording.Answer> answers = question.withHints();
        List<NumaMask> common = new ArrayList<>();
        for (NumaMask mask : answers.getFirst().view().preferred()) {
            if (answers.stream().allMatch(answer -> answer.view().isPreferred(mask.bits()))
                    && (!onlySingle || mask.size() == 1)) {
                common.add(mask);
            }
        }
        return common;
    }

    private String rule(Optional<NumaMask> affinity, List<NumaMask> common) {
        if (affinity.isEmpty() || common.size() < 2) {
            return "only-preferred";
        }
        int size = affinity.get().size();
        List<NumaMask> asNarrow = common.stream().filter(mask -> mask.size() == size).toList();
        if (asNarrow.size() < 2) {
            return "narrowest";
        }
        return preferClosest && size > 1 ? "closest" : "lowest";
    }

    private String preferred(String rule, Optional<NumaMask> affinity, List<NumaMask> common) {
        String chosen = affinity.map(this::names).orElse("the only NUMA node");
        return switch (rule) {
            case "narrowest" -> chosen + " has the fewest NUMA nodes of the sets that all of them prefer";
            case "closest" -> chosen + " are closest to each other of the sets that all of them prefer";
            case "lowest" -> chosen + (chosen.contains("nodes") ? " come" : " comes") + " first of the "
                    + (common.size() == HintView.MAX_SETS ? "many" : common.size())
                    + " sets that all of them prefer";
            default -> chosen + " is the only choice that all of them prefer";
        };
    }
}
