package io.alidade.agent.shadow;

import io.alidade.agent.log.AgentLog;
import io.alidade.agent.shadow.ShadowVerdict.Before;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Value;
import io.alidade.live.scenario.KubeletAnswer;
import io.alidade.live.source.FoundNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Takes verdicts: each is counted and told, a disagreement written down, a refusal explained.
final class VerdictBook {
    private static final String NOT_COMPARED = "the kubelet refused it for something that is not looked at here";

    private final AgentLog log;
    private final ShadowMetrics metrics;
    private final ShadowLedger ledger;
    private final DisagreementFiles files;
    private final RefusalExplainer refusals;
    private final InstantSource clock;

    VerdictBook(AgentLog log, ShadowMetrics metrics, ShadowLedger ledger, DisagreementFiles files,
            RefusalExplainer refusals,
            InstantSource clock) {
        this.log = log;
        this.metrics = metrics;
        this.ledger = ledger;
        this.files = files;
        this.refusals = refusals;
        this.clock = clock;
    }

    void take(FoundNode found, ShadowVerdict verdict) {
        metrics.judged(verdict);
        Instant now = clock.instant();
        Optional<String> file = switch (verdict) {
            case ShadowVerdict.Agreed agreed -> {
                log.info("decision-agreed", details(verdict));
                explain(found, agreed.pod(), agreed.theirs(), agreed.before());
                yield Optional.empty();
            }
            case ShadowVerdict.Disagreed other -> {
                Optional<String> written = write(found, other, now);
                log.warn("decision-disagreed", details(verdict).with("differences", Value.texts(other.differences()))
                        .with("file", written.map(Value::of)));
                explain(found, other.pod(), other.theirs(), other.before());
                yield written;
            }
            case ShadowVerdict.NotCompared unknown -> {
                log.info("decision-not-compared", details(verdict).with("cause", unknown.why().wireName())
                        .with("detail", unknown.detail()));
                if (unknown.theirs() instanceof KubeletAnswer.Refused refused) {
                    refusals.pass(unknown.pod(), refused, NOT_COMPARED);
                }
                yield Optional.empty();
            }
        };
        ledger.add(ShadowLedger.Entry.of(verdict, now, file));
    }

    private Optional<String> write(FoundNode found, ShadowVerdict.Disagreed verdict, Instant now) {
        try {
            return Optional.of(files.write(found, verdict, now).toString());
        } catch (BadInput problem) {
            log.warn("disagreement-not-written", Value.mapping().with("problem", String.valueOf(problem.getMessage()))
                    .with("cure", problem.cure()));
            return Optional.empty();
        }
    }

    private void explain(FoundNode found, SeenPod pod, KubeletAnswer theirs, Before before) {
        if (theirs instanceof KubeletAnswer.Refused refused) {
            refusals.explain(found, before, pod, refused);
        }
    }

    private static Value.Builder details(ShadowVerdict verdict) {
        Value.Builder details = Value.mapping().with("pod", verdict.pod().pod().fullName())
                .with("uid", verdict.pod().uid());
        return verdict.theirs() instanceof KubeletAnswer.Refused(String reason, String message)
                ? details.with("reason", reason).with("message", message) : details;
    }
}
