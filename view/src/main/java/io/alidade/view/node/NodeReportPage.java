package io.alidade.view.node;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.config.ConfigurationWarning;
import io.alidade.live.scenario.ReplacedNames;
import io.alidade.live.verify.ContainerCheck;
import io.alidade.live.verify.Drift;
import io.alidade.live.verify.VerificationReport;
import io.alidade.plan.lint.Finding;
import io.alidade.plan.lint.LintReport;
import io.alidade.plan.lint.Severity;
import io.alidade.plan.refusal.RefusalReport;
import io.alidade.view.Headline;
import io.alidade.view.Words;
import io.alidade.view.picture.MachinePicture;
import io.alidade.view.report.ReportPage;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A [NodeReport] as one page to attach to a ticket: what it comes to stands first, then machine and pods, configuration, lint,
/// verification and history.
public final class NodeReportPage {
    private static final int SHOWN_REFUSALS = 50;
    private static final int SHOWN_GROUPS = 10;

    private final NodeReport report;
    private final UnaryOperator<String> names;
    private final ReportPage page;

    private NodeReportPage(NodeReport report, UnaryOperator<String> names) {
        this.report = report;
        this.names = names;
        page = new ReportPage("Node " + report.title());
    }

    /// The page of a report.
    ///
    /// @param replaced what names become; absent if they stay
    public static String of(NodeReport report, Optional<ReplacedNames> replaced) {
        NodeReportPage page = new NodeReportPage(replaced.map(report::renamed).orElse(report),
                replaced.<UnaryOperator<String>>map(names -> names::text).orElse(UnaryOperator.identity()));
        page.write(replaced.isPresent());
        return page.page.done();
    }

    private void write(boolean isAnonymous) {
        NodeTopology topology = report.machine().topology();
        page.element("h1", "",
                report.title() + " · " + Headline.of(report.version(), report.configuration().policies()));
        page.element("div", "lead", Words.counted(topology.cpus().size(), "CPU") + " on "
                + Words.counted(topology.numaNodes().size(), "NUMA node") + ", " + pods() + ".");
        page.element("p", "", "As it was " + report.at().truncatedTo(ChronoUnit.SECONDS)
                + (isAnonymous ? ". Names of nodes, pods, containers, devices, processes and files are replaced."
                        : "."));
        page.open("cards");
        cards();
        page.close();
        page.element("h2", "", "Machine").open("scroll")
                .raw(report.node().map(node -> MachinePicture.of(report.machine(), node, report.podNames()))
                        .orElseGet(() -> MachinePicture.of(report.machine())).toSection())
                .close();
        configuration();
        report.lint().ifPresent(this::lint);
        report.verification().ifPresent(this::verification);
        report.history().ifPresent(this::history);
        if (!report.warnings().isEmpty()) {
            page.element("h2", "", "Remarks").list(report.warnings().stream().map(names).toList());
        }
    }

    private String pods() {
        return report.node().map(node -> Words.counted(node.holders().size(), "pod") + " with resources of "
                + (node.holders().size() == 1 ? "its" : "their") + " own").orElse("the kubelet does not start");
    }

    private void card(String title, String style, String big, String small) {
        page.open("card").element("h3", "", title).element("div", "big " + style, big).element("p", "", small).close();
    }

    private void cards() {
        report.startError().ifPresent(error -> card("Start", "bad", "refused", names.apply(error)));
        report.lint().ifPresent(lint -> card("Configuration", lint.count(Severity.ERROR) > 0 ? "bad"
                : lint.count(Severity.WARNING) > 0 ? "warn" : "good",
                lint.findings().isEmpty() ? "clean" : Words.counted(lint.findings().size(), "finding"),
                Words.counted(lint.count(Severity.ERROR), "error") + ", "
                        + Words.counted(lint.count(Severity.WARNING), "warning")));
        report.verification().ifPresent(looked -> {
            switch (looked) {
                case NodeReport.Verification.Done(VerificationReport done) -> card("Containers",
                        done.isPositive() ? "good" : "warn",
                        done.isPositive() ? "in place" : Words.counted(done.drifts().size(), "finding"),
                        done.containers().stream().filter(ContainerCheck::isRunning).count() + " run");
                case NodeReport.Verification.Failed(String why) -> card("Containers", "warn", "unknown",
                        names.apply(why));
            }
        });
        report.history().ifPresent(history -> {
            long all = history.reasons().values().stream().mapToLong(Long::longValue).sum();
            card("Refusals", all == 0 ? "good" : "warn", Long.toString(all), reasons(history.reasons()));
        });
    }

    private static String reasons(Map<String, Long> reasons) {
        return reasons.entrySet().stream().map(own -> own.getValue() + " " + own.getKey())
                .collect(Collectors.joining(", "));
    }

    private void configuration() {
        page.element("h2", "", "Configuration");
        report.startError()
                .ifPresent(error -> page.element("p", "bad", "The kubelet does not start: " + names.apply(error)));
        List<List<String>> rows = new ArrayList<>();
        report.node().map(node -> node.settings()).ifPresentOrElse(settings -> settings(rows, settings),
                () -> rows.add(List.of("policies", Headline.of(report.version(), report.configuration().policies()))));
        page.table(List.of("setting", "value"), rows, 0, -1);
        List<String> warnings = report.configuration().warnings(report.version()).stream()
                .map(ConfigurationWarning::toString).map(names).toList();
        if (!warnings.isEmpty()) {
            page.list(warnings);
        }
    }

    private static void settings(List<List<String>> rows, NodeSettings settings) {
        rows.add(List.of("topologyManagerPolicy",
                settings.topologyManagerPolicy() + ", scope " + settings.topologyManagerScope()
                        + options(settings.topologyManagerPolicyOptions())));
        rows.add(List.of("cpuManagerPolicy",
                settings.cpuManagerPolicy() + options(settings.cpuManagerPolicyOptions())));
        rows.add(List.of("memoryManagerPolicy", settings.memoryManagerPolicy()));
        settings.reservedSystemCpus()
                .ifPresent(cpus -> rows.add(List.of("reservedSystemCPUs", cpus.toListString())));
        settings.reservation()
                .forEach((resource, amount) -> rows.add(List.of("reserved: " + resource, amount.toText())));
        settings.reservedMemory().forEach(reserved -> rows.add(List.of("reservedMemory of NUMA node "
                + reserved.numaNode(), amounts(reserved.limits()))));
    }

    private static String options(Map<String, String> options) {
        return options.isEmpty() ? ""
                : ", " + options.entrySet().stream().map(own -> own.getKey() + "=" + own.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static String amounts(Map<String, Quantity> amounts) {
        return amounts.entrySet().stream().sorted(Map.Entry.comparingByKey())
                .map(own -> own.getKey() + " " + own.getValue().toText()).collect(Collectors.joining(", "));
    }

    private void lint(LintReport lint) {
        page.element("h2", "", "Lint");
        if (lint.findings().isEmpty()) {
            page.element("p", "good", "Nothing was found in the kubelet's configuration.");
            return;
        }
        page.table(List.of("", "finding", "where", "what"), lint.findings().stream().map(this::finding).toList(), 0,
                -1);
    }

    private List<String> finding(Finding finding) {
        return List.of(finding.severity().wireName(), finding.id(), names.apply(finding.position().toString()),
                names.apply(finding.message()));
    }

    private void verification(NodeReport.Verification looked) {
        page.element("h2", "", "Containers");
        switch (looked) {
            case NodeReport.Verification.Failed(String why) ->
                page.element("p", "warn", "They could not be looked at: " + names.apply(why));
            case NodeReport.Verification.Done(VerificationReport done) -> {
                page.table(List.of("", "pod", "container", "assigned", "in force", "memory", "near"),
                        done.containers().stream().map(this::container).toList(), 1, -1);
                done.drifts().forEach(this::drift);
                page.list(done.notes().stream().map(note -> names.apply(note.message())).toList());
            }
        }
    }

    private List<String> container(ContainerCheck check) {
        return List.of(check.isFine() ? "✔" : "✘", names.apply(check.place().podLabel()),
                names.apply(check.place().container().orElse("")),
                check.assigned().cpus().map(CpuSet::toListString).orElse("any"),
                check.isRunning() ? check.cpusInForce().map(CpuSet::toListString).orElse("unknown") : "not running",
                check.memsInForce().or(() -> check.assigned().mems()).map(NumaNodeIds::toListString).orElse(""),
                check.nearShare().map(share -> String.format(Locale.ROOT, "%.0f %%", Math.floor(100 * share)))
                        .orElse(""));
    }

    private void drift(Drift drift) {
        page.element("p", drift.kind().severity() == Drift.Severity.ERROR ? "bad" : "warn",
                drift.kind().wireName() + " · " + names.apply(drift.place().label()));
        // The cure names files of the system, where a process may be called as one of their folders.
        page.element("p", "", names.apply(drift.message() + (drift.processes().isEmpty() ? ""
                : " They are " + String.join(", ", drift.processes().keySet()) + ".")) + " → " + drift.cure());
    }

    private void history(RefusalReport history) {
        page.element("h2", "", "Refusals");
        history.storms().stream().limit(SHOWN_GROUPS).forEach(storm -> page.element("p", "bad", "A storm: "
                + names.apply(storm.name()) + " was refused " + storm.refusals() + " times from " + storm.first()
                + " to "
                + storm.last() + "."));
        if (!history.notes().isEmpty()) {
            page.list(history.notes().stream().map(names).toList());
        }
        if (history.refusals().isEmpty()) {
            page.element("p", "good", "Nobody was refused.");
            return;
        }
        int from = Math.max(0, history.refusals().size() - SHOWN_REFUSALS);
        if (from > 0) {
            page.element("p", "", "The last " + SHOWN_REFUSALS + " of " + history.refusals().size() + ".");
        }
        page.table(List.of("at", "pod", "reason", "message", "why"),
                history.refusals().subList(from, history.refusals().size()).reversed().stream().map(this::refusal)
                        .toList(),
                0, -1);
    }

    private List<String> refusal(RefusalReport.Told told) {
        return List.of(told.refusal().at().truncatedTo(ChronoUnit.SECONDS).toString(),
                names.apply(told.refusal().pod()),
                told.refusal().reason() + (told.refusal().times() > 1 ? " ×" + told.refusal().times() : ""),
                names.apply(told.refusal().message()),
                names.apply(String.join(" ", told.why())));
    }
}
