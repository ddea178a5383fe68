package io.alidade.kube.config;

import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.NodeSettings.ReservedMemory;
import io.alidade.kube.document.Value;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Writes a [KubeletConfiguration] as the document that [KubeletConfigurationReader] reads the same values from: defaults
/// are written out, and fields that decide nothing here are lost.
public final class KubeletConfigurationWriter {
    private KubeletConfigurationWriter() {}

    public static Value.Mapping document(KubeletConfiguration configuration) {
        return Value.mapping().with("apiVersion", "kubelet.config.k8s.io/v1beta1").with("kind", "KubeletConfiguration")
                .with("featureGates", gates(configuration.featureGates()))
                .with("cpuManagerPolicy", configuration.cpuManagerPolicy())
                .with("cpuManagerPolicyOptions", texts(configuration.cpuManagerPolicyOptions()))
                .with("cpuManagerReconcilePeriod", duration(configuration.cpuManagerReconcilePeriod()))
                .with("memoryManagerPolicy", configuration.memoryManagerPolicy())
                .with("reservedMemory", configuration.reservedMemory().isEmpty() ? Optional.empty()
                        : Optional.of(Value.sequence(configuration.reservedMemory().stream()
                                .map(KubeletConfigurationWriter::reserved).toList())))
                .with("topologyManagerPolicy", configuration.topologyManagerPolicy())
                .with("topologyManagerScope", configuration.topologyManagerScope())
                .with("topologyManagerPolicyOptions", texts(configuration.topologyManagerPolicyOptions()))
                .with("reservedSystemCPUs", text(configuration.reservedSystemCpus()))
                .with("systemReserved", texts(configuration.systemReserved()))
                .with("kubeReserved", texts(configuration.kubeReserved()))
                .with("systemReservedCgroup", text(configuration.systemReservedCgroup()))
                .with("kubeReservedCgroup", text(configuration.kubeReservedCgroup()))
                .with("evictionHard", Value.texts(configuration.evictionHard()))
                .with("mergeDefaultEvictionSettings", configuration.mergeDefaultEvictionSettings())
                .with("enforceNodeAllocatable", Value.texts(configuration.enforceNodeAllocatable()))
                .with("cgroupsPerQOS", configuration.cgroupsPerQos())
                .with("failCgroupV1", configuration.failCgroupV1()).with("maxPods", configuration.maxPods())
                .with("podsPerCore", configuration.podsPerCore())
                .with("cpuCFSQuota", configuration.cpuQuota().isEnforced() ? Optional.empty()
                        : Optional.of(Value.of(false)))
                .with("cpuCFSQuotaPeriod", configuration.cpuQuota().period().equals(CpuQuotaFields.DEFAULT.period())
                        ? Optional.empty() : Optional.of(Value.of(duration(configuration.cpuQuota().period()))))
                .with("crashLoopBackOff", configuration.otherFields().maxContainerRestartPeriod()
                        .map(period -> Value.mapping().with("maxContainerRestartPeriod", duration(period)).build()))
                .build();
    }

    private static Optional<Value> gates(Map<String, Boolean> gates) {
        Value.Builder fields = Value.mapping();
        gates.forEach((gate, on) -> fields.with(gate, on.booleanValue()));
        return gates.isEmpty() ? Optional.empty() : Optional.of(fields.build());
    }

    private static Optional<Value> texts(Map<String, String> texts) {
        return texts.isEmpty() ? Optional.empty() : Optional.of(Value.texts(texts));
    }

    private static Optional<Value> text(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Value.of(text));
    }

    private static String duration(Duration duration) {
        return duration.equals(Duration.ofSeconds(duration.toSeconds())) ? duration.toSeconds() + "s"
                : duration.toNanos() + "ns";
    }

    private static Value reserved(ReservedMemory reserved) {
        Value.Builder limits = Value.mapping();
        for (Map.Entry<String, Quantity> limit : reserved.limits().entrySet()) {
            limits.with(limit.getKey(), limit.getValue().toText());
        }
        return Value.mapping().with("numaNode", reserved.numaNode()).with("limits", limits).build();
    }
}
