package io.alidade.engine.hint;

import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.policy.TopologyPolicy;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.testkit.MaskAnswer;
import io.alidade.testkit.MaskHint;
import io.alidade.testkit.MergeOracle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Hints and answers in the engine's form and in that of [MergeOracle].
final class Hints {
    static final List<String> POLICIES = List.of("none", "best-effort", "restricted", "single-numa-node");

    private Hints() {}

    /// A machine of one CPU on each NUMA node with these distances.
    static NodeTopology machine(List<List<Integer>> distances) {
        List<NumaNode> numaNodes = new ArrayList<>();
        List<Cpu> cpus = new ArrayList<>();
        for (int id = 0; id < distances.size(); id++) {
            numaNodes.add(new NumaNode(id, 1, Map.of(), distances.get(id)));
            cpus.add(new Cpu(id, 0, id, id, id));
        }
        return new NodeTopology(numaNodes, cpus);
    }

    static TopologyPolicy policy(String name, HintMerge merge) {
        return switch (name) {
            case "none" -> new TopologyPolicy.None();
            case "best-effort" -> new TopologyPolicy.BestEffort(merge);
            case "restricted" -> new TopologyPolicy.Restricted(merge);
            default -> new TopologyPolicy.SingleNumaNode(merge);
        };
    }

    static MaskHint yes(long mask) {
        return MaskHint.of(mask, true);
    }

    static MaskHint no(long mask) {
        return MaskHint.of(mask, false);
    }

    static ResourceHints list(List<MaskHint> hints) {
        HintList.Builder builder = new HintList.Builder();
        hints.forEach(hint -> builder.add(hint.mask().orElseThrow(), hint.preferred()));
        return builder.buildOr(ResourceHints.IMPOSSIBLE);
    }

    static ProviderHints toEngine(MaskAnswer answer) {
        return switch (answer) {
            case MaskAnswer.Nil() -> ProviderHints.NO_ANSWER;
            case MaskAnswer.Keyed(Map<String, MaskAnswer.HintList> byResource) -> new ProviderHints.Answers(
                    byResource.entrySet().stream()
                            .map(entry -> new ProviderHints.Answer(entry.getKey(), toEngine(entry.getValue())))
                            .toList());
        };
    }

    private static ResourceHints toEngine(MaskAnswer.HintList list) {
        return switch (list) {
            case MaskAnswer.HintList.Nil() -> ResourceHints.NO_PREFERENCE;
            case MaskAnswer.HintList.Listed(List<MaskHint> hints) -> list(hints);
        };
    }

    static MergeOracle.Result toOracle(PolicyDecision decision) {
        return new MergeOracle.Result(toOracle(decision.hint()), decision.admitted());
    }

    static MaskHint toOracle(TopologyHint hint) {
        OptionalLong mask = hint.affinity().isPresent()
                ? OptionalLong.of(hint.affinity().map(NumaMask::bits).orElseThrow())
                : OptionalLong.empty();
        return new MaskHint(mask, hint.preferred());
    }
}
