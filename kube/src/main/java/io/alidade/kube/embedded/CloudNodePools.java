package io.alidade.kube.embedded;

import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.Trees;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The node configuration of GKE and AKS, which have names of their own and reserve on their own.
final class CloudNodePools {
    /// The names of AKS that a KubeletConfiguration has otherwise.
    private static final Map<String, String> AKS = Map.of("cpuCfsQuota", "cpuCFSQuota", "cpuCfsQuotaPeriod",
            "cpuCFSQuotaPeriod", "imageGcHighThreshold", "imageGCHighThresholdPercent", "imageGcLowThreshold",
            "imageGCLowThresholdPercent", "podMaxPids", "podPidsLimit", "containerLogMaxSizeMB", "containerLogMaxSize");
    /// The kinds that have a node configuration of AKS at `spec.kubeletConfig`.
    private static final Set<String> AKS_KINDS = Set.of("ManagedClustersAgentPool", "AzureManagedMachinePool",
            "AKSNodeClass");
    private static final Set<String> GKE_ONLY = Set.of("topologyManager", "memoryManager", "cpuCfsQuota",
            "insecureKubeletReadonlyPortEnabled");

    private CloudNodePools() {}

    /// The settings in a document, if it is a node configuration of these.
    ///
    /// @param kind of the document; empty if it has none
    static Optional<EmbeddedConfiguration> read(Mapping document, String kind) {
        if (!kind.isEmpty()) {
            Optional<Mapping> gke = Trees.mapping(document, "spec", "nodeConfig", "kubeletConfig");
            return gke.map(fields -> gke(Nodes.named("GKE " + kind, document), fields)).or(() -> Optional
                    .of(document).filter(_ -> AKS_KINDS.contains(kind))
                    .flatMap(_ -> Stream.of("kubeletConfig", "kubelet", "kubeletDiskType")
                            .flatMap(key -> Trees.mapping(document, "spec", key).stream()).findFirst())
                    .map(fields -> aks(Nodes.named("AKS " + kind, document), fields)));
        }
        Optional<Mapping> inner = Trees.mapping(document, "kubeletConfig")
                .or(() -> Trees.mapping(document, "properties", "kubeletConfig"));
        if (inner.isPresent()) {
            boolean isAks = document.find("linuxOSConfig").isPresent() || document.find("properties").isPresent()
                    || isAks(inner.get());
            return inner.map(fields -> isAks && !isGke(fields) ? aks("AKS kubeletConfig", fields)
                    : gke("GKE kubeletConfig", fields));
        }
        return isAks(document) && document.find("kubeletconfig").isEmpty()
                ? Optional.of(aks("AKS node configuration", document)) : Optional.empty();
    }

    private static boolean isAks(Mapping fields) {
        return fields.entries().stream().anyMatch(entry -> AKS.containsKey(entry.key()));
    }

    private static boolean isGke(Mapping fields) {
        return fields.find("topologyManager").isPresent() || fields.find("memoryManager").isPresent()
                || fields.entries().stream().anyMatch(entry -> GKE_ONLY.contains(entry.key())
                        && !AKS.containsKey(entry.key()));
    }

    private static EmbeddedConfiguration gke(String object, Mapping fields) {
        SettingsBuilder settings = new SettingsBuilder(object, fields.position()).foreign(fields);
        for (Entry entry : fields.entries()) {
            switch (entry.key()) {
                case "topologyManager" -> {
                    inner(settings, entry, "policy", "topologyManagerPolicy");
                    inner(settings, entry, "scope", "topologyManagerScope");
                }
                case "memoryManager" -> inner(settings, entry, "policy", "memoryManagerPolicy");
                case "cpuCfsQuota" -> settings.translated("cpuCFSQuota", entry.keyPosition(), entry.value());
                case "cpuCfsQuotaPeriod" ->
                    settings.translated("cpuCFSQuotaPeriod", entry.keyPosition(), entry.value());
                case "insecureKubeletReadonlyPortEnabled" -> {
                }
                default -> settings.translated(entry.key(), entry.keyPosition(), entry.value());
            }
        }
        if (settings.field("memoryManagerPolicy").isPresent()) {
            settings.assuming(
                    "GKE computes reservedMemory when a node boots, which cannot be reproduced from this file;"
                            + " the memoryManager policy is left out here");
            settings.without("memoryManagerPolicy");
        }
        return withReservedCpu(settings, "GKE").build();
    }

    private static void inner(SettingsBuilder settings, Entry outer, String key, String field) {
        if (outer.value() instanceof Mapping mapping) {
            mapping.entries().stream().filter(entry -> entry.key().equals(key)).findFirst()
                    .ifPresent(entry -> settings.translated(field, entry.keyPosition(), entry.value()));
        }
    }

    private static EmbeddedConfiguration aks(String object, Mapping fields) {
        SettingsBuilder settings = new SettingsBuilder(object, fields.position()).foreign(fields);
        for (Entry entry : fields.entries()) {
            String field = AKS.getOrDefault(entry.key(), entry.key());
            boolean isSize = entry.key().equals("containerLogMaxSizeMB");
            settings.translated(field, entry.keyPosition(), isSize && entry.value() instanceof Scalar size
                    ? new Scalar(size.position(), ScalarKind.STRING, size.text() + "Mi") : entry.value());
        }
        return withReservedCpu(settings, "AKS").build();
    }

    /// EKS puts the settings as a drop-in above its own, so that maps are merged (nodeadm).
    static SettingsBuilder eks(SettingsBuilder settings) {
        settings.completed("evictionHard", "memory.available", "100Mi")
                .completed("evictionHard", "nodefs.available", "10%")
                .completed("evictionHard", "nodefs.inodesFree", "5%")
                .completed("kubeReserved", "ephemeral-storage", "1Gi");
        return withReservedCpu(settings, "EKS");
    }

    /// These providers reserve some CPU by the size of the machine: never less than 60m.
    private static SettingsBuilder withReservedCpu(SettingsBuilder settings, String provider) {
        boolean isReserved = settings.field("reservedSystemCPUs").isPresent()
                || settings.field("kubeReserved").flatMap(node -> Trees.text(node, "cpu")).isPresent();
        if (!isReserved) {
            settings.completed("kubeReserved", "cpu", "60m");
        }
        boolean isMemoryGiven = settings.field("kubeReserved").flatMap(node -> Trees.text(node, "memory")).isPresent();
        if (!isMemoryGiven) {
            settings.computesReservation();
        }
        return settings.assuming(provider + " computes kubeReserved for the machine where it is not given" + (isReserved
                ? "" : ": cpu 60m is taken here, the least that it reserves, and no memory")
                + "; its other settings are not in this file");
    }
}
