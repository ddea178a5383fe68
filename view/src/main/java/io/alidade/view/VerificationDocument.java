package io.alidade.view;

import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.kube.document.Value;
import io.alidade.live.verify.ContainerCheck;
import io.alidade.live.verify.ContainerMemory;
import io.alidade.live.verify.Drift;
import io.alidade.live.verify.Place;
import io.alidade.live.verify.VerificationReport;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// A [VerificationReport] as the document of kind `VerificationReport` (docs/schemas/verification-report.schema.json). What
/// is absent is left out; `containers`, `findings` and `notes` are there also when empty.
public final class VerificationDocument {
    private static final int SHARE_DIGITS = 4;

    private VerificationDocument() {}

    /// The document of a report.
    ///
    /// @param machine  what the machine is called
    /// @param warnings about the checkpoint files
    public static Value.Mapping of(String machine, VerificationReport report, List<String> warnings) {
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "VerificationReport")
                .with("machine", machine).with("fine", report.isPositive())
                .with("cgroupVersion", report.cgroups().version())
                .with("cgroupDriver", report.cgroups().driver()).with("kubepods", report.cgroups().kubepods())
                .with("cpuManagerPolicy", report.cpuPolicy().map(Value::of))
                .with("memoryManagerPolicy", report.memoryPolicy().map(Value::of))
                .with("sharedCpus", report.sharedCpus().map(cpus -> Value.of(cpus.toListString())))
                .with("exclusiveCpus", report.exclusiveCpus().toListString())
                .with("containers",
                        Value.sequence(report.containers().stream().map(VerificationDocument::container).toList()))
                .with("findings",
                        Value.sequence(report.drifts().stream().map(VerificationDocument::drift).toList()))
                .with("notes", Value.sequence(report.notes().stream().map(VerificationDocument::note).toList()))
                .with("warnings", warnings.isEmpty() ? Optional.empty() : Optional.of(Value.texts(warnings))).build();
    }

    private static Value container(ContainerCheck check) {
        ContainerCheck.Assigned assigned = check.assigned();
        return place(check.place()).with("containerId", check.containerId().map(Value::of))
                .with("wholePod", check.isWholePod() ? Optional.of(Value.of(true)) : Optional.empty())
                .with("running", check.isRunning()).with("fine", check.isFine())
                .with("assignedCpus", assigned.cpus().map(cpus -> Value.of(cpus.toListString())))
                .with("exclusive", assigned.isExclusive())
                .with("cpusInForce", check.cpusInForce().map(cpus -> Value.of(cpus.toListString())))
                .with("threadCpus", check.threadCpus().map(cpus -> Value.of(cpus.toListString())))
                .with("assignedMems", assigned.mems().map(VerificationDocument::ids))
                .with("memsInForce", check.memsInForce().map(VerificationDocument::ids))
                .with("threadMems", check.threadMems().map(VerificationDocument::ids))
                .with("processes", check.processes()).with("threads", check.threads())
                .with("memory", check.memory().map(VerificationDocument::memory))
                .with("nearNumaNodes", check.near().map(VerificationDocument::ids))
                .with("nearShare", check.nearShare().map(share -> Value
                        .of(BigDecimal.valueOf(share).setScale(SHARE_DIGITS, RoundingMode.FLOOR).stripTrailingZeros())))
                .build();
    }

    private static Value memory(ContainerMemory use) {
        TreeSet<Integer> ids = new TreeSet<>(use.ownBytes().keySet());
        ids.addAll(use.fileBytes().keySet());
        List<Value> numaNodes = new ArrayList<>();
        ids.forEach(id -> numaNodes.add(Value.mapping().with("id", id)
                .with("ownBytes", use.ownBytes().getOrDefault(id, 0L))
                .with("fileBytes", use.fileBytes().getOrDefault(id, 0L)).build()));
        return Value.mapping().with("numaNodes", Value.sequence(numaNodes))
                .with("incomplete", use.isComplete() ? Optional.empty() : Optional.of(Value.of(true))).build();
    }

    private static Value drift(Drift drift) {
        List<Value> processes = new ArrayList<>();
        drift.processes()
                .forEach((name, count) -> processes
                        .add(Value.mapping().with("name", name).with("count", count).build()));
        return Value.mapping().with("id", drift.kind().wireName())
                .with("severity", drift.kind().severity().wireName()).with("place", place(drift.place()))
                .with("message", drift.message()).with("expected", drift.expected())
                .with("actual", drift.actual()).with("cure", drift.cure())
                .with("processes", processes.isEmpty() ? Optional.empty() : Optional.of(Value.sequence(processes)))
                .build();
    }

    private static Value.Builder place(Place place) {
        return Value.mapping().with("namespace", place.namespace().map(Value::of))
                .with("pod", place.pod().map(Value::of)).with("podUid", place.podUid().map(Value::of))
                .with("container", place.container().map(Value::of)).with("cgroup", place.cgroup().map(Value::of));
    }

    private static Value note(VerificationReport.Note note) {
        return Value.mapping().with("id", note.id()).with("message", note.message()).build();
    }

    private static Value ids(NumaNodeIds ids) {
        return Value.of(ids.toListString());
    }
}
