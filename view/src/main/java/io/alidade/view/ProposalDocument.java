package io.alidade.view;

import io.alidade.kube.document.Value;
import io.alidade.plan.capacity.Proposal;
import io.alidade.plan.capacity.Proposal.Change;
import io.alidade.plan.capacity.Proposal.Measure;

/// A [Proposal] as the document of kind `CapacityProposal` (docs/schemas/capacity-proposal.schema.json).
public final class ProposalDocument {
    private ProposalDocument() {}

    /// The document of a proposal.
    ///
    /// @param machine what the machine is called
    public static Value.Mapping of(String machine, Proposal proposal) {
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "CapacityProposal")
                .with("machine", machine).with("kubeletVersion", proposal.version().minor())
                .with("budget", proposal.budget()).with("tried", proposal.tried())
                .with("complete", proposal.isComplete()).with("allowSplit", proposal.allowsSplit())
                .with("before", measure(proposal.before())).with("after", measure(proposal.after()))
                .with("proposed", Value.sequence(proposal.chosen().stream().map(ProposalDocument::change).toList()))
                .with("otherMachine", proposal.machine().map(Value::of))
                .with("configuration", Value.texts(ProposalText.fields(proposal)))
                .with("singleChanges", Value.sequence(proposal.singles().stream().map(ProposalDocument::change)
                        .toList()))
                .with("warnings", Value.texts(proposal.warnings())).build();
    }

    private static Value change(Change change) {
        return Value.mapping().with("kind", change.kind()).with("change", change.text())
                .with("obstacle", change.obstacle().map(Value::of)).with("gives", measure(change.measure())).build();
    }

    private static Value measure(Measure measure) {
        return Value.mapping().with("startError", measure.startError().map(Value::of))
                .with("shapes", Value.sequence(measure.shapes().stream().map(shape -> Value.mapping()
                        .with("name", shape.name()).with("asks", shape.asks()).with("parts", shape.parts())
                        .with("copies", shape.copies()).with("split", shape.split()).build()).toList()))
                .with("fullPercent", CapacityDocument.number(measure.fullPercent()))
                .with("splitPercent", CapacityDocument.number(measure.splitPercent())).build();
    }
}
