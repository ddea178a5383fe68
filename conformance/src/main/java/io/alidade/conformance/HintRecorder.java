package io.alidade.conformance;

import io.alidade.engine.allocation.HintObserver;
import io.alidade.engine.hint.HintFamily;
import io.alidade.engine.hint.HintList;
import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.hint.ResourceHints;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.provider.Provider;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.document.DocumentNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes down what the providers answer, in the order they are asked.
final class HintRecorder implements HintObserver {
    private final NodeTopology topology;
    private final List<DocumentNode> calls = new ArrayList<>();

    HintRecorder(NodeTopology topology) {
        this.topology = topology;
    }

    /// All calls so far.
    DocumentNode calls() {
        return Facts.list(calls);
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    @Override
    public void answered(Optional<String> container, Provider provider, ProviderHints hints) {
        Facts call = new Facts();
        container.ifPresent(name -> call.with("container", Facts.text(name)));
        calls.add(call.with("provider", Facts.text(provider.wireName())).with("hints", facts(hints)).build());
    }

    private DocumentNode facts(ProviderHints hints) {
        return switch (hints) {
            case ProviderHints.NoAnswer _ -> Facts.NULL;
            case ProviderHints.Answers answers -> {
                Facts resources = new Facts();
                answers.resources().forEach(answer -> resources.with(answer.resource(), facts(answer.hints())));
                yield resources.build();
            }
        };
    }

    private DocumentNode facts(ResourceHints hints) {
        return switch (hints) {
            case ResourceHints.NoPreference _ -> Facts.NULL;
            case ResourceHints.Impossible _ -> Facts.list(List.of());
            case HintFamily family -> facts(family.list());
            case HintList list -> {
                List<DocumentNode> items = new ArrayList<>();
                for (int i = 0; i < list.size(); i++) {
                    items.add(new Facts()
                            .with("nodes", Facts.numbers(topology.numaNodeIds(new NumaMask(list.affinityBits(i)))))
                            .with("preferred", Facts.flag(list.isPreferred(i))).build());
                }
                yield Facts.list(items);
            }
        };
    }
}
