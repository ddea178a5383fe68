package io.alidade.plan.advise;

import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Value;
import io.alidade.plan.advise.Draft.DraftLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes a candidate out as the lines of a configuration, still without reasons.
final class DraftFields {
    private static final Value EVICTION = Value.mapping()
            .with("memory.available", Reservation.EVICTION_MEBIBYTES + "Mi").with("nodefs.available", "10%")
            .with("nodefs.inodesFree", "5%").with("imagefs.available", "15%").build();

    private final Candidate candidate;
    private final Reservation reservation;
    private final Platform platform;
    private final boolean hasCgroupV1;
    private final List<DraftLine> lines = new ArrayList<>();

    private DraftFields(Candidate candidate, Reservation reservation, Platform platform, boolean hasCgroupV1) {
        this.candidate = candidate;
        this.reservation = reservation;
        this.platform = platform;
        this.hasCgroupV1 = hasCgroupV1;
    }

    /// @param hasCgroupV1 whether the machine has cgroup v1, on which a kubelet starts only if told
    static Draft of(Candidate candidate, Reservation reservation, Platform platform, boolean hasCgroupV1) {
        DraftFields fields = new DraftFields(candidate, reservation, platform, hasCgroupV1);
        fields.add();
        return new Draft(fields.lines);
    }

    /// The configuration as a kubelet reads it from its text.
    static KubeletConfiguration configuration(Draft draft) {
        String text = DocumentWriter.toJson(draft.configuration());
        return KubeletConfigurationReader.STRICT
                .decode(DocumentReader.readOne("draft", text.getBytes(StandardCharsets.UTF_8)));
    }

    private void add() {
        if (candidate.needsAlphaGate()) {
            entry("featureGates", "CPUManagerPolicyAlphaOptions", Value.of(true));
        }
        if (hasCgroupV1) {
            field("failCgroupV1", Value.of(false));
        }
        field("topologyManagerPolicy", Value.of(candidate.topologyPolicy()));
        if (candidate.policies().aligns()) {
            field("topologyManagerScope", Value.of(candidate.scope()));
            candidate.topologyOptions()
                    .forEach((option, value) -> entry("topologyManagerPolicyOptions", option, Value.of(value)));
        }
        field("cpuManagerPolicy", Value.of(candidate.cpuPolicy()));
        candidate.cpuOptions().forEach(option -> entry("cpuManagerPolicyOptions", option, Value.of("true")));
        if (!candidate.reservedCpus().isEmpty()) {
            field("reservedSystemCPUs", Value.of(candidate.reservedCpus().toListString()));
        }
        reserved();
        field("evictionHard", EVICTION);
        field("memoryManagerPolicy", Value.of(candidate.memoryPolicy()));
        if (candidate.policies().pinsMemory()) {
            field("reservedMemory", Value.sequence(candidate.reservedMebibytes().entrySet().stream()
                    .map(share -> Value.mapping().with("numaNode", share.getKey())
                            .with("limits", Value.mapping().with("memory", share.getValue() + "Mi")).build())
                    .toList()));
        }
    }

    /// `reservedSystemCPUs` replaces both amounts of CPU. OpenShift has no use for `kubeReserved`.
    private void reserved() {
        boolean one = platform == Platform.OPENSHIFT;
        if (candidate.reservedCpus().isEmpty()) {
            cpu("systemReserved", reservation.systemMillis() + (one ? reservation.kubeMillis() : 0));
        }
        memory("systemReserved", reservation.systemMebibytes() + (one ? reservation.kubeMebibytes() : 0));
        if (candidate.reservedCpus().isEmpty() && !one) {
            cpu("kubeReserved", reservation.kubeMillis());
        }
        memory("kubeReserved", one ? 0 : reservation.kubeMebibytes());
    }

    private void cpu(String field, int millis) {
        entry(field, "cpu", Value.of(millis + "m"));
    }

    private void memory(String field, long mebibytes) {
        if (mebibytes > 0) {
            entry(field, "memory", Value.of(mebibytes + "Mi"));
        }
    }

    private void field(String field, Value value) {
        lines.add(new DraftLine(field, Optional.empty(), value, ""));
    }

    private void entry(String field, String key, Value value) {
        lines.add(new DraftLine(field, Optional.of(key), value, ""));
    }
}
