package io.alidade.agent.shadow;

import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.watch.Exposition;
import io.alidade.agent.watch.LocalPages;
import io.alidade.agent.watch.PageMetrics;
import io.alidade.agent.watch.Reasons;
import io.alidade.agent.watch.RefusalShortages;
import io.alidade.live.scenario.KubeletAnswer;
import io.alidade.live.verify.ContainerCheck;
import io.alidade.live.verify.Drift;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/// What a shadow counts. Labels have few values whatever comes.
final class ShadowMetrics {
    private static final String DECISION = "decision";
    private static final String KIND = "kind";

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter decisions = counter("alidade_shadow_decisions_total",
            "Decisions of the kubelet that were compared, by what it decided.", DECISION);
    private final Counter disagreements = counter("alidade_shadow_disagreements_total",
            "Decisions of the kubelet to which Alidade's own is another.");
    private final Counter notCompared = counter("alidade_shadow_not_compared_total",
            "Decisions of the kubelet that could not be compared, by the cause.", "cause");
    private final Counter refusals = counter("alidade_refusals_total", "Pods that were refused, by reason.", "reason");
    private final RefusalShortages shortages = new RefusalShortages(registry);
    private final LocalPages pages = new LocalPages();
    private final Counter unexplained = counter("alidade_shadow_unexplained_total",
            "Refusals that were not explained, since too many came at once.");
    private final Counter failedLooks = counter("alidade_shadow_failed_looks_total",
            "Looks at the kubelet that failed: it did not answer, or its files could not be read.");
    private final Gauge unwritten = gauge("alidade_shadow_unwritten_devices",
            "Devices that pods hold and the kubelet's checkpoint lacks: after a restart it may give them to others, too.");
    private final Counter failedEvents = counter("alidade_shadow_failed_events_total",
            "Events that the API server did not take.");
    private final Gauge drift = gauge("alidade_drift",
            "Findings of the last comparison of checkpoints with running containers, by kind.", KIND);
    private final Counter driftFound = counter("alidade_drift_found_total",
            "Findings that a comparison had and the one before had not, by kind.", KIND);
    private final Gauge strangers = gauge("alidade_strangers_on_exclusive_cpus",
            "Processes outside of containers that may run on exclusive CPUs.");
    private final Gauge containers = gauge("alidade_verified_containers", "Containers that were compared last.");
    private final Counter verifications = counter("alidade_verifications_total",
            "Comparisons of checkpoints with running containers.");
    private final Counter verificationSeconds = counter("alidade_verification_seconds_total",
            "Time that these comparisons took.");

    ShadowMetrics() {
        Reasons.all().forEach(refusals::initLabelValues);
        decisions.initLabelValues("admitted");
        decisions.initLabelValues("refused");
        Arrays.stream(ShadowVerdict.Why.values()).forEach(why -> notCompared.initLabelValues(why.wireName()));
        Arrays.stream(Drift.Kind.values()).forEach(kind -> {
            drift.initLabelValues(kind.wireName());
            driftFound.initLabelValues(kind.wireName());
        });
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    private Gauge gauge(String name, String help, String... labels) {
        return Gauge.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    void judged(ShadowVerdict verdict) {
        if (verdict.theirs() instanceof KubeletAnswer.Refused(String reason, _)) {
            refusals.labelValues(Reasons.ofAgent(reason)).inc();
        }
        switch (verdict) {
            case ShadowVerdict.Agreed _ -> compared(verdict);
            case ShadowVerdict.Disagreed _ -> {
                compared(verdict);
                disagreements.inc();
            }
            case ShadowVerdict.NotCompared unknown -> notCompared.labelValues(unknown.why().wireName()).inc();
        }
    }

    private void compared(ShadowVerdict verdict) {
        decisions.labelValues(verdict.theirs() instanceof KubeletAnswer.Admitted ? "admitted" : "refused").inc();
    }

    long decisions() {
        return (long) (decisions.labelValues("admitted").get() + decisions.labelValues("refused").get());
    }

    long notCompared() {
        return (long) Arrays.stream(ShadowVerdict.Why.values())
                .mapToDouble(why -> notCompared.labelValues(why.wireName()).get()).sum();
    }

    long disagreements() {
        return (long) disagreements.get();
    }

    /// What a refused pod lacked is known.
    void explained(String reason, Collection<String> lacking) {
        shortages.told(reason, lacking);
    }

    void unexplained(String reason) {
        unexplained.inc();
        shortages.untold(reason);
    }

    /// Shows the memory of single containers, too.
    void showPods() {
        registry.register(pages);
    }

    /// Where the memory of containers is was counted.
    void pages(List<ContainerCheck> checks) {
        pages.show(checks.stream().filter(check -> !check.isWholePod()).flatMap(check -> check.nearShare()
                .map(share -> new LocalPages.Share(check.place().namespace().orElse(""),
                        check.place().pod().orElse(""), check.place().container().orElse(""), share))
                .stream())
                .toList());
    }

    /// Shows more, which is collected when it is asked for.
    void show(MultiCollector more) {
        registry.register(more);
    }

    /// Counts who looks.
    ///
    /// @param open    streams of pages
    /// @param refused streams that were refused since there were too many
    /// @param away    requests that were turned away
    void lookers(IntSupplier open, LongSupplier refused, LongSupplier away) {
        PageMetrics.page(registry, open, refused);
        PageMetrics.turnedAway(registry, away);
    }

    void lookFailed() {
        failedLooks.inc();
    }

    void unwritten(int devices) {
        unwritten.set(devices);
    }

    void eventFailed() {
        failedEvents.inc();
    }

    /// @param seen     how many findings there are of each kind
    /// @param appeared of them, those that the comparison before had not
    void verified(Map<Drift.Kind, Integer> seen, Map<Drift.Kind, Integer> appeared, int processes, int compared,
            double seconds) {
        for (Drift.Kind kind : Drift.Kind.values()) {
            drift.labelValues(kind.wireName()).set(seen.getOrDefault(kind, 0));
            driftFound.labelValues(kind.wireName()).inc(appeared.getOrDefault(kind, 0));
        }
        strangers.set(processes);
        containers.set(compared);
        verifications.inc();
        verificationSeconds.inc(seconds);
    }

    /// All of it.
    ///
    /// @param accept the formats that are wanted, as an HTTP header has them
    HttpResponse answer(String accept) {
        return Exposition.of(registry.scrape(), accept).toResponse();
    }
}
