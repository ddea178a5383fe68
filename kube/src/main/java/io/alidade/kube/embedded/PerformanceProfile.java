package io.alidade.kube.embedded;

import io.alidade.engine.quantity.Quantity;
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

/// OpenShift's PerformanceProfile, as the KubeletConfig that the Node Tuning Operator makes of it: the annotation
/// `kubeletconfig.experimental` first, over it what the profile says, and what is still missing.
final class PerformanceProfile {
    private static final String EXPERIMENTAL = "kubeletconfig.experimental";
    private static final String MEMORY = "memory";
    private static final String EVICTION = "memory.available";

    private final Mapping document;
    private final Mapping spec;
    private final Position place;
    private final SettingsBuilder settings;

    private PerformanceProfile(Mapping document) {
        this.document = document;
        this.spec = Trees.mapping(document, "spec").orElse(document);
        this.place = spec.position();
        this.settings = new SettingsBuilder(Nodes.named("PerformanceProfile", document), place).foreign(spec);
    }

    static EmbeddedConfiguration read(Mapping document) {
        return new PerformanceProfile(document).read();
    }

    private EmbeddedConfiguration read() {
        experimental();
        settings.forced("cpuManagerPolicy", settings.text("static"))
                .forced("cpuManagerReconcilePeriod", settings.text("5s"))
                .forced("topologyManagerPolicy", settings.text("best-effort"))
                .completed("evictionHard", EVICTION, "100Mi").completed("evictionHard", "nodefs.available", "10%")
                .completed("evictionHard", "imagefs.available", "15%")
                .completed("evictionHard", "nodefs.inodesFree", "5%")
                .completed("kubeReserved", MEMORY, "500Mi").completed("systemReserved", MEMORY, "500Mi");
        entry("cpu", "reserved").ifPresent(reserved -> settings.translated("reservedSystemCPUs",
                reserved.keyPosition(), withShared(reserved.value())));
        entry("numa", "topologyPolicy").ifPresent(policy -> settings.translated("topologyManagerPolicy",
                policy.keyPosition(), policy.value()));
        String policy = Trees.text(spec, "numa", "topologyPolicy").orElse("");
        if (Set.of("restricted", "single-numa-node").contains(policy)) {
            settings.forced("memoryManagerPolicy", settings.text("Static"));
            if (settings.field("reservedMemory").isEmpty()) {
                reserveMemory();
            }
        }
        if (policy.equals("single-numa-node")) {
            settings.completed("cpuManagerPolicyOptions", "full-pcpus-only", "true");
        }
        if (Trees.at(spec, "cpu", "offlined").isPresent() || Trees.at(spec, "hugepages").isPresent()) {
            settings.assuming("cpu.offlined and hugepages change the machine: --node has to show it as it is then");
        }
        return settings
                .assuming("the operator's rules are taken as: CPUs static, memory 500Mi for the kubelet and 500Mi"
                        + " for the system where not given, memory Static with the sum of these and of evictionHard on NUMA node 0 for"
                        + " the topology policies restricted and single-numa-node, and full-pcpus-only for the latter")
                .build();
    }

    private Optional<Entry> entry(String outer, String inner) {
        return Trees.mapping(spec, outer).flatMap(mapping -> mapping.entries().stream()
                .filter(candidate -> candidate.key().equals(inner)).findFirst());
    }

    /// With mixed CPUs the shared ones are kept from exclusive use, too.
    private DocumentNode withShared(DocumentNode reserved) {
        Optional<String> shared = Trees.text(spec, "workloadHints", "mixedCpus").filter("true"::equals)
                .flatMap(_ -> Trees.text(spec, "cpu", "shared"));
        return reserved instanceof Scalar own && shared.isPresent()
                ? new Scalar(own.position(), ScalarKind.STRING, own.text() + "," + shared.get()) : reserved;
    }

    /// All of it on NUMA node 0, which every machine has.
    private void reserveMemory() {
        Quantity sum = Quantity.ZERO;
        for (String[] part : new String[][] {{"kubeReserved", MEMORY}, {"systemReserved", MEMORY},
            {"evictionHard", EVICTION}}) {
            Optional<Scalar> amount = settings.field(part[0]).flatMap(field -> Trees.scalar(field, part[1]));
            try {
                sum = sum.add(Quantity.parse(amount.map(Scalar::text).orElse("0")));
            } catch (IllegalArgumentException notAnAmount) {
                settings.refused(amount.map(Scalar::position).orElse(place), part[0] + "." + part[1] + " is \""
                        + amount.map(Scalar::text).orElse("") + "\", of which the operator cannot make reservedMemory.",
                        "Write an amount such as 100Mi, or give reservedMemory in the annotation.");
                return;
            }
        }
        settings.assumed("reservedMemory", new Sequence(place, List.of(new Mapping(place, List.of(
                new Entry("numaNode", place, new Scalar(place, ScalarKind.INTEGER, "0")),
                new Entry("limits", place, settings.map(MEMORY, sum.toText())))))));
    }

    /// An annotation with JSON of further fields.
    private void experimental() {
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
