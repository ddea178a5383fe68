package io.alidade.view;

import io.alidade.engine.mask.CpuSet;
import io.alidade.kube.document.Value;
import io.alidade.linux.observe.MemoryUse;
import io.alidade.linux.observe.NumaNodeIds;
import io.alidade.linux.observe.ObservationNote;
import io.alidade.linux.verify.ContainerCheck;
import io.alidade.linux.verify.Finding;
import io.alidade.linux.verify.Place;
import io.alidade.linux.verify.VerificationReport;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;

/// A [VerificationReport] as the document of kind `VerificationReport` (docs/schemas/verification-report.schema.json). What
/// is absent is left out; `containers`, `findings` and `notes` are there also when empty.
public final class VerificationDocument {
    private static final int SHARE_DIGITS = 4;

    private VerificationDocument() {}

    public static Value.Mapping of(VerificationReport report) {
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "VerificationReport")
                .with("positive", report.isPositive())
                .with("cgroups", Value.mapping().with("version", report.version().wireName())
                        .with("driver", report.driver().wireName()).with("kubepods", report.kubepods()))
                .with("cpuManagerPolicy", report.cpuPolicy().map(Value::of))
                .with("memoryManagerPolicy", report.memoryPolicy().map(Value::of))
                .with("sharedCpus", report.sharedCpus().map(VerificationDocument::cpus))
                .with("exclusiveCpus", cpus(report.exclusiveCpus()))
                .with("containers",
                        Value.sequence(report.containers().stream().map(VerificationDocument::container).toList()))
                .with("findings",
                        Value.sequence(report.findings().stream().map(VerificationDocument::finding).toList()))
                .with("notes", Value.sequence(report.notes().stream().map(VerificationDocument::note).toList()))
                .build();
    }

    private static Value container(ContainerCheck check) {
        Value.Builder document = place(check.place()).with("containerId", check.containerId().map(Value::of))
                .with("wholePod", check.isWholePod() ? Optional.of(Value.of(true)) : Optional.empty())
                .with("running", check.isRunning()).with("fine", check.isFine())
                .with("assigned", Value.mapping().with("cpus", check.assigned().cpus().map(VerificationDocument::cpus))
                        .with("exclusive", check.assigned().isExclusive())
                        .with("mems", check.assigned().mems().map(VerificationDocument::numaNodes)))
                .with("cpus", check.cpusInForce().map(VerificationDocument::cpus))
                .with("threadCpus", check.threadCpus().map(VerificationDocument::cpus))
                .with("mems", check.memsInForce().map(VerificationDocument::numaNodes))
                .with("threadMems", check.threadMems().map(VerificationDocument::numaNodes))
                .with("processes", check.processes()).with("threads", check.threads())
                .with("memory", check.memory().map(VerificationDocument::memory))
                .with("localShare", check.nearShare()
                        .map(share -> Value.of(BigDecimal.valueOf(share).setScale(SHARE_DIGITS, RoundingMode.DOWN))));
        return document.build();
    }

    private static Value memory(MemoryUse use) {
        return Value.mapping().with("ownBytes", byNumaNode(use.ownBytes()))
                .with("fileBytes", byNumaNode(use.fileBytes())).with("complete", use.isComplete()).build();
    }

    private static Value byNumaNode(Map<Integer, Long> bytes) {
        Value.Builder document = Value.mapping();
        bytes.forEach((numaNode, amount) -> document.with(Integer.toString(numaNode), amount));
        return document.build();
    }

    private static Value finding(Finding finding) {
        Value.Builder processes = Value.mapping();
        finding.processes().forEach((name, count) -> processes.with(name, count));
        return place(finding.place()).with("id", finding.kind().wireName())
                .with("severity", finding.kind().severity().wireName()).with("message", finding.message())
                .with("expected", finding.expected()).with("actual", finding.actual()).with("cure", finding.cure())
                .with("processes",
                        finding.processes().isEmpty() ? Optional.empty() : Optional.of(processes.build()))
                .build();
    }

    private static Value note(ObservationNote note) {
        return Value.mapping().with("id", note.kind().wireName()).with("message", note.message()).build();
    }

    private static Value.Builder place(Place place) {
        return Value.mapping().with("namespace", place.namespace().map(Value::of))
                .with("pod", place.pod().map(Value::of)).with("podUid", place.podUid().map(Value::of))
                .with("container", place.container().map(Value::of)).with("cgroup", place.cgroup().map(Value::of));
    }

    private static Value cpus(CpuSet cpus) {
        return Value.of(cpus.toListString());
    }

    private static Value numaNodes(NumaNodeIds numaNodes) {
        return Value.of(numaNodes.toListString());
    }
}
