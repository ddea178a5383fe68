package io.alidade.view;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.Value;
import io.alidade.live.run.MemoryShares;
import io.alidade.live.run.Run;
import io.alidade.live.run.RunDecision;
import io.alidade.live.run.RunReport;
import io.alidade.live.run.RunRequest;
import io.alidade.live.run.RunSite;
import java.util.ArrayList;
import java.util.List;

/// A [RunReport] as the document of kind `RunReport` (docs/schemas/run-report.schema.json).
public final class RunDocument {
    private RunDocument() {}

    /// The document of a report.
    public static Value of(RunReport report) {
        Value.Builder document = Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "RunReport")
                .with("source", report.source()).with("reservedCpus", report.reservedCpus().toListString());
        report.asked().ifPresent(asked -> document.with("policy", asked.request().policy())
                .with("near", asked.request().near().map(near -> Value.mapping().with("name", near.name())
                        .with("address", near.address())
                        .with("numaNodes", Value.sequence(near.numaNodes().stream().map(Value::of).toList())).build()))
                .with("decision", decision(asked.decision())));
        return document
                .with("numaNodes", Value.sequence(report.site().topology().numaNodes().stream()
                        .map(numaNode -> numaNode(report, numaNode.id())).toList()))
                .with("runs", Value.sequence(report.site().runs().stream().map(RunDocument::run).toList())).build();
    }

    private static Value decision(RunDecision decision) {
        return switch (decision) {
            case RunDecision.Granted granted -> Value.mapping().with("granted", true)
                    .with("cpus", granted.cpus().toListString())
                    .with("numaNodes", granted.numaNodes().toListString()).with("memory", memory(granted.memory()))
                    .build();
            case RunDecision.Refused refused -> Value.mapping().with("granted", false).with("why", refused.why())
                    .with("cure", refused.cure()).build();
        };
    }

    private static Value memory(MemoryShares memory) {
        List<Value> shares = new ArrayList<>();
        memory.bytes().forEach((numaNode, types) -> types.forEach((type, bytes) -> shares.add(Value.mapping()
                .with("numaNode", numaNode).with("type", type).with("bytes", bytes).build())));
        return Value.sequence(shares);
    }

    private static Value numaNode(RunReport report, int id) {
        RunSite site = report.site();
        List<Value> types = new ArrayList<>();
        site.capacity().bytes().forEach((numaNode, amounts) -> {
            if (numaNode == id) {
                amounts.forEach((type, bytes) -> types.add(Value.mapping().with("type", type).with("bytes", bytes)
                        .with("freeBytes", site.freeBytes(id, type)).build()));
            }
        });
        return Value.mapping().with("id", id).with("cpus", site.cpus(id).toListString())
                .with("freeCpus", site.freeCpus(report.reservedCpus()).and(site.cpus(id)).toListString())
                .with("memory", Value.sequence(types)).build();
    }

    private static Value run(Run run) {
        return Value.mapping().with("pid", run.pid()).with("cpus", run.cpus().toListString())
                .with("memory", memory(run.memory())).with("command", run.command()).build();
    }

    /// What a command asks for, for people: `4 CPUs, 16Gi of memory near eth0`.
    static String asked(RunRequest request) {
        StringBuilder text = new StringBuilder().append(request.cpus()).append(request.cpus() == 1 ? " CPU" : " CPUs");
        request.memoryBytes()
                .forEach((type, bytes) -> text.append(", ").append(Quantity.shortBytes(bytes)).append(" of ")
                        .append(type));
        request.near().ifPresent(near -> text.append(" near ").append(near.name()).append(" (").append(near.address())
                .append(", NUMA node ").append(IdLists.text(near.numaNodes())).append(')'));
        return text.toString();
    }
}
