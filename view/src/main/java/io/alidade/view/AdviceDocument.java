package io.alidade.view;

import io.alidade.kube.document.Value;
import io.alidade.plan.advise.Advice;
import io.alidade.plan.advise.Candidate;
import io.alidade.plan.advise.Draft.DraftLine;
import io.alidade.plan.advise.Measurement;
import io.alidade.plan.advise.Trial;
import java.util.Optional;

/// [Advice] as the document of kind `Advice` (docs/schemas/advice.schema.json).
public final class AdviceDocument {
    private AdviceDocument() {}

    /// The document of an advice.
    ///
    /// @param machine what the machine is called
    public static Value.Mapping of(String machine, Advice advice) {
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "Advice")
                .with("kubeletVersion", advice.kubeletVersion().minor()).with("goal", advice.goal().wireName())
                .with("machine", machine).with("pods", advice.pods())
                .with("warnings", Value.texts(advice.warnings()))
                .with("configuration", advice.draft().configuration())
                .with("reasons", Value.sequence(advice.draft().lines().stream().map(line -> reason(advice, line))
                        .toList()))
                .with("why", Value.texts(advice.why()))
                .with("candidates", Value.sequence(advice.trials().stream().map(AdviceDocument::trial).toList()))
                .with("current", advice.current().map(AdviceDocument::trial)).with("platform", platform(advice))
                .with("rollout", Value.texts(advice.platform().rollout(advice.pool()))).build();
    }

    private static Value reason(Advice advice, DraftLine line) {
        return Value.mapping().with("field", line.field()).with("key", line.key().map(Value::of))
                .with("value", line.value()).with("reason", line.reason())
                .with("expressible", advice.platform().takes(line)).build();
    }

    private static Value platform(Advice advice) {
        return Value.mapping().with("name", advice.platform().wireName()).with("pool", advice.pool())
                .with("file", DraftFile.of(advice, TextStyle.PLAIN))
                .with("sources", advice.platform().sources().isEmpty() ? Optional.empty()
                        : Optional.of(Value.texts(advice.platform().sources())))
                .build();
    }

    private static Value trial(Trial trial) {
        Candidate candidate = trial.candidate();
        boolean aligns = candidate.policies().aligns();
        return Value.mapping().with("topologyManagerPolicy", candidate.topologyPolicy())
                .with("topologyManagerScope", aligns ? Optional.of(Value.of(candidate.scope())) : Optional.empty())
                .with("topologyManagerPolicyOptions", candidate.topologyOptions().isEmpty() ? Optional.empty()
                        : Optional.of(Value.texts(candidate.topologyOptions())))
                .with("cpuManagerPolicy", candidate.cpuPolicy())
                .with("cpuManagerPolicyOptions", Value.texts(candidate.cpuOptions()))
                .with("memoryManagerPolicy", candidate.memoryPolicy())
                .with("reservedSystemCPUs", candidate.reservedCpus().isEmpty() ? Optional.empty()
                        : Optional.of(Value.of(candidate.reservedCpus().toListString())))
                .with("obstacle", trial.obstacle().map(Value::of)).with("measured", measured(trial.measured()))
                .with("refused", Value.sequence(trial.refused().stream().map(pod -> Value.mapping()
                        .with("pod", pod.pod()).with("reason", pod.reason()).with("message", pod.message()).build())
                        .toList()))
                .build();
    }

    private static Value measured(Measurement measured) {
        return Value.mapping().with("admitted", measured.admitted()).with("aligned", measured.aligned())
                .with("split", measured.split()).with("shared", measured.shared())
                .with("onOneNumaNode", measured.onOneNumaNode())
                .with("exclusiveCpus", measured.exclusiveCpus()).with("sharedCores", measured.sharedCores())
                .with("extraCaches", measured.extraCaches()).with("unevenCpus", measured.unevenCpus())
                .with("fitting", measured.fitting()).with("strandedCpus", measured.strandedCpus())
                .with("emptiesSharedPool", measured.emptiesPool()).build();
    }
}
