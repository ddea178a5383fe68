package io.alidade.kube.embedded;

import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.Position;
import io.alidade.kube.document.Trees;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// OpenShift's PerformanceProfile, as the KubeletConfig that the Node Tuning Operator makes of it.
final class PerformanceProfile {
    private static final String EXPERIMENTAL = "kubeletconfig.experimental";

    private PerformanceProfile() {}

    static EmbeddedConfiguration read(Mapping document) {
        Mapping spec = Trees.mapping(document, "spec").orElse(document);
        Position place = spec.position();
        SettingsBuilder settings = new SettingsBuilder(Nodes.named("PerformanceProfile", document), place)
                .foreign(spec);
        translate(settings, spec, "reservedSystemCPUs", "cpu", "reserved");
        translate(settings, spec, "topologyManagerPolicy", "numa", "topologyPolicy");
        settings.assumed("topologyManagerPolicy", settings.text("best-effort"))
                .assumed("cpuManagerPolicy", settings.text("static"))
                .assumed("cpuManagerReconcilePeriod", settings.text("5s"));
        experimental(settings, document);
        settings.assumed("kubeReserved", settings.map("memory", "500Mi"))
                .assumed("systemReserved", settings.map("memory", "500Mi"))
                .assumed("evictionHard", Nodes.texts(place, "memory.available", "100Mi", "nodefs.available", "10%",
                        "imagefs.available", "15%", "nodefs.inodesFree", "5%"));
        String policy = settings.field("topologyManagerPolicy").map(node -> node instanceof Scalar text ? text.text()
                : "").orElse("");
        if (Set.of("restricted", "single-numa-node").contains(policy)) {
            settings.assumed("memoryManagerPolicy", settings.text("Static"))
                    .assumed("reservedMemory", new Sequence(place, List.of(new Mapping(place, List.of(
                            new Entry("numaNode", place, new Scalar(place, ScalarKind.INTEGER, "0")),
                            new Entry("limits", place, settings.map("memory", "1100Mi")))))));
        }
        if (policy.equals("single-numa-node")) {
            settings.assumed("cpuManagerPolicyOptions", settings.map("full-pcpus-only", "true"));
        }
        return settings
                .assuming("the operator's rules are taken as: CPUs static, memory 500Mi for the kubelet and 500Mi"
                        + " for the system, memory Static with 1100Mi on NUMA node 0 for the topology policies restricted and"
                        + " single-numa-node, and full-pcpus-only for the latter")
                .build();
    }

    private static void translate(SettingsBuilder settings, Mapping spec, String field, String outer, String inner) {
        Optional<Entry> entry = Trees.mapping(spec, outer).flatMap(mapping -> mapping.entries().stream()
                .filter(candidate -> candidate.key().equals(inner)).findFirst());
        entry.ifPresent(found -> settings.translated(field, found.keyPosition(), found.value()));
    }

    /// An annotation with JSON of further fields.
    private static void experimental(SettingsBuilder settings, Mapping document) {
        Trees.scalar(document, "metadata", "annotations", EXPERIMENTAL).ifPresent(text -> {
            for (DocumentNode inner : InnerDocuments.in(PlacedText.ofFile(text.position().source(), new byte[0])
                    .valueOf(text))) {
                if (inner instanceof Mapping fields) {
                    settings.fields(fields);
                }
            }
        });
    }
}
