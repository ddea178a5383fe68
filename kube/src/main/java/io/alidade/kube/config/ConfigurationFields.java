package io.alidade.kube.config;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The names and types of all fields of `KubeletConfiguration` v1beta1 up to v1.37, so that a field that does not matter
/// here is still told apart from one that does not exist, and is decoded as strictly as the kubelet decodes it
/// (node-config 1). The insides of structs that do not matter here are not looked at.
final class ConfigurationFields {
    private static final Map<String, FieldType> TYPES = types();
    private static final Map<String, String> BY_LOWER_CASE = TYPES.keySet().stream()
            .collect(Collectors.toUnmodifiableMap(name -> name.toLowerCase(Locale.ROOT), name -> name));

    /// The fields that [KubeletConfiguration] holds; of the others only the type is checked.
    static final Set<String> DECODED = Set.of("featureGates", "cpuManagerPolicy", "cpuManagerPolicyOptions",
            "cpuManagerReconcilePeriod", "memoryManagerPolicy", "reservedMemory", "topologyManagerPolicy",
            "topologyManagerScope", "topologyManagerPolicyOptions", "reservedSystemCPUs", "systemReserved",
            "kubeReserved", "systemReservedCgroup", "kubeReservedCgroup", "evictionHard",
            "mergeDefaultEvictionSettings", "enforceNodeAllocatable", "cgroupsPerQOS", "failCgroupV1", "maxPods",
            "podsPerCore", "cpuCFSQuota", "cpuCFSQuotaPeriod");

    private ConfigurationFields() {}

    static Optional<FieldType> typeOf(String field) {
        return Optional.ofNullable(TYPES.get(field));
    }

    /// The field that a name means where case does not matter.
    static Optional<String> spelling(String name) {
        return TYPES.containsKey(name) ? Optional.of(name)
                : Optional.ofNullable(BY_LOWER_CASE.get(name.toLowerCase(Locale.ROOT)));
    }

    /// The known field that was probably meant by this unknown one.
    static Optional<String> meantBy(String unknown) {
        return Spelling.closest(unknown, TYPES.keySet());
    }

    private static Map<String, FieldType> types() {
        Map<String, FieldType> types = new HashMap<>();
        put(types, FieldType.STRING, """
                apiVersion kind staticPodPath podLogsDir staticPodURL address tlsCertFile tlsPrivateKeyFile tlsMinVersion
                imagePullCredentialsVerificationPolicy healthzBindAddress clusterDomain kubeletCgroups systemCgroups
                cgroupRoot cgroupDriver cpuManagerPolicy memoryManagerPolicy topologyManagerPolicy topologyManagerScope
                hairpinMode podCIDR resolvConf contentType containerLogMaxSize configMapAndSecretChangeDetectionStrategy
                reservedSystemCPUs showHiddenMetricsForVersion systemReservedCgroup kubeReservedCgroup volumePluginDir
                providerID memoryReservationPolicy containerRuntimeEndpoint imageServiceEndpoint""");
        put(types, FieldType.DURATION, """
                syncFrequency fileCheckFrequency httpCheckFrequency streamingConnectionIdleTimeout
                nodeStatusUpdateFrequency nodeStatusReportFrequency imageMinimumGCAge imageMaximumGCAge
                volumeStatsAggPeriod cpuManagerReconcilePeriod runtimeRequestTimeout cpuCFSQuotaPeriod
                evictionPressureTransitionPeriod containerLogMonitorInterval shutdownGracePeriod
                shutdownGracePeriodCriticalPods""");
        put(types, FieldType.BOOLEAN, """
                enableServer rotateCertificates serverTLSBootstrap enableDebuggingHandlers enableContentionProfiling
                cgroupsPerQOS singleProcessOOMKill runOnce cpuCFSQuota serializeImagePulls mergeDefaultEvictionSettings
                enableControllerAttachDetach protectKernelDefaults makeIPTablesUtilChains failSwapOn
                kernelMemcgNotification enableSystemLogHandler enableSystemLogQuery enableProfilingHandler
                enableDebugFlagsHandler seccompDefault registerNode localStorageCapacityIsolation failCgroupV1""");
        put(types, FieldType.INT32, """
                port readOnlyPort registryPullQPS registryBurst eventRecordQPS eventBurst healthzPort oomScoreAdj
                nodeLeaseDurationSeconds imageGCHighThresholdPercent imageGCLowThresholdPercent maxPods
                nodeStatusMaxImages kubeAPIQPS kubeAPIBurst maxParallelImagePulls evictionMaxPodGracePeriod podsPerCore
                iptablesMasqueradeBit iptablesDropBit containerLogMaxFiles containerLogMaxWorkers""");
        put(types, FieldType.INT64, "podPidsLimit maxOpenFiles");
        put(types, FieldType.NUMBER, "memoryThrottlingFactor");
        put(types, FieldType.STRING_MAP, """
                cpuManagerPolicyOptions topologyManagerPolicyOptions qosReserved evictionHard evictionSoft
                evictionSoftGracePeriod evictionMinimumReclaim systemReserved kubeReserved defaultPodSysctls""");
        put(types, FieldType.STRING_LIST, """
                tlsCipherSuites preloadedImagesVerificationAllowlist clusterDNS enforceNodeAllocatable
                allowedUnsafeSysctls""");
        put(types, FieldType.STRUCT, """
                authentication authorization memorySwap logging crashLoopBackOff tracing
                userNamespaces featureGates""");
        put(types, FieldType.STRING_LISTS, "staticPodURLHeader");
        put(types, FieldType.STRUCT_LIST, "reservedMemory shutdownGracePeriodByPodPriority registerWithTaints");
        put(types, FieldType.LIST, "tlsCurvePreferences");
        return Map.copyOf(types);
    }

    private static void put(Map<String, FieldType> types, FieldType type, String names) {
        for (String name : names.split("\\s+", -1)) {
            types.put(name, type);
        }
    }

    /// The type of a configuration field, as far as decoding tells types apart.
    enum FieldType {
        STRING, DURATION, BOOLEAN, INT32, INT64, NUMBER, STRING_MAP, STRING_LIST, STRING_LISTS, LIST, STRUCT,
        STRUCT_LIST
    }
}
