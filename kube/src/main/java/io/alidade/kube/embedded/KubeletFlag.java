package io.alidade.kube.embedded;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A flag of the kubelet that stands for a field of its configuration.
///
/// @param field path of the field: `authentication.anonymous.enabled`, or one name
record KubeletFlag(String name, List<String> field, Format format) {
    /// How the value is written.
    enum Format {
        TEXT, NUMBER, TRUTH,
        /// `a,b`
        LIST,
        /// `a=1,b=2`
        MAP,
        /// One `a=1` for each flag: the kubelet does not split at commas.
        ONE_PAIR,
        /// `memory.available<100Mi,nodefs.available<10%`
        THRESHOLDS,
        /// `CPUManagerPolicyBetaOptions=true,…`
        GATES,
        /// `0:memory=1Gi,hugepages-1Gi=2Gi;1:memory=1Gi`
        RESERVED_MEMORY,
        /// A structure of its own that decides nothing here.
        IGNORED
    }

    /// The flags that are no fields, those of the logs included.
    private static final Set<String> OTHERS = Set.of("config", "config-dir", "kubeconfig", "bootstrap-kubeconfig",
            "hostname-override", "node-ip", "cert-dir", "cloud-provider", "root-dir", "node-labels", "lock-file",
            "exit-on-lock-contention", "minimum-container-ttl-duration", "maximum-dead-containers-per-container",
            "maximum-dead-containers", "experimental-mounter-path", "experimental-allocatable-ignore-eviction",
            "runtime-cgroups", "image-credential-provider-config", "image-credential-provider-bin-dir", "v",
            "vmodule", "logging-format", "log-flush-frequency", "log-json-info-buffer-size", "log-json-split-stream",
            "log-text-info-buffer-size", "log-text-split-stream", "version", "help",
            // Removed since, and still in many files.
            "pod-infra-container-image", "keep-terminated-pod-volumes", "cloud-config", "container-runtime",
            "network-plugin", "cni-bin-dir", "cni-conf-dir", "alsologtostderr", "logtostderr", "log-dir", "log-file");

    private static final Map<String, KubeletFlag> FLAGS = flags();

    static Optional<KubeletFlag> named(String name) {
        return Optional.ofNullable(FLAGS.get(name));
    }

    /// The flag for a field at the top of a configuration.
    static Optional<KubeletFlag> ofField(String field) {
        return FLAGS.values().stream().filter(flag -> flag.field().equals(List.of(field))).findFirst();
    }

    /// True of every flag that the kubelet takes, or has taken.
    static boolean isKnown(String name) {
        return FLAGS.containsKey(name) || OTHERS.contains(name);
    }

    static Set<String> names() {
        return FLAGS.keySet();
    }

    private static Map<String, KubeletFlag> flags() {
        Map<String, KubeletFlag> flags = new HashMap<>();
        put(flags, Format.TEXT, """
                pod-manifest-path=staticPodPath sync-frequency file-check-frequency http-check-frequency
                manifest-url=staticPodURL address container-runtime-endpoint image-service-endpoint
                client-ca-file=authentication.x509.clientCAFile authorization-mode=authorization.mode
                authentication-token-webhook-cache-ttl=authentication.webhook.cacheTTL
                authorization-webhook-cache-authorized-ttl=authorization.webhook.cacheAuthorizedTTL
                authorization-webhook-cache-unauthorized-ttl=authorization.webhook.cacheUnauthorizedTTL
                tls-cert-file tls-private-key-file tls-min-version healthz-bind-address cluster-domain
                volume-plugin-dir streaming-connection-idle-timeout node-status-update-frequency
                minimum-image-ttl-duration=imageMinimumGCAge volume-stats-agg-period kubelet-cgroups system-cgroups
                provider-id=providerID cgroup-driver cgroup-root cpu-manager-policy cpu-manager-reconcile-period
                topology-manager-policy topology-manager-scope memory-manager-policy runtime-request-timeout
                hairpin-mode pod-cidr=podCIDR resolv-conf=resolvConf cpu-cfs-quota-period=cpuCFSQuotaPeriod
                container-log-max-size kube-api-content-type=contentType eviction-pressure-transition-period
                reserved-cpus=reservedSystemCPUs system-reserved-cgroup kube-reserved-cgroup""");
        put(flags, Format.NUMBER, """
                port read-only-port registry-qps=registryPullQPS registry-burst event-qps=eventRecordQPS event-burst
                healthz-port oom-score-adj image-gc-high-threshold=imageGCHighThresholdPercent
                image-gc-low-threshold=imageGCLowThresholdPercent max-pods pod-max-pids=podPidsLimit
                container-log-max-files node-status-max-images max-open-files kube-api-qps=kubeAPIQPS
                kube-api-burst=kubeAPIBurst eviction-max-pod-grace-period pods-per-core""");
        put(flags, Format.TRUTH, """
                enable-server fail-swap-on fail-cgroupv1=failCgroupV1
                anonymous-auth=authentication.anonymous.enabled
                authentication-token-webhook=authentication.webhook.enabled
                rotate-server-certificates=serverTLSBootstrap rotate-certificates enable-debugging-handlers
                contention-profiling=enableContentionProfiling cgroups-per-qos=cgroupsPerQOS runonce=runOnce
                cpu-cfs-quota=cpuCFSQuota enable-controller-attach-detach
                make-iptables-util-chains=makeIPTablesUtilChains kernel-memcg-notification
                local-storage-capacity-isolation serialize-image-pulls protect-kernel-defaults register-node
                seccomp-default""");
        put(flags, Format.LIST, """
                tls-cipher-suites cluster-dns=clusterDNS allowed-unsafe-sysctls enforce-node-allocatable""");
        put(flags, Format.MAP, """
                qos-reserved topology-manager-policy-options eviction-soft-grace-period eviction-minimum-reclaim
                system-reserved kube-reserved""");
        put(flags, Format.ONE_PAIR, "cpu-manager-policy-options");
        put(flags, Format.THRESHOLDS, "eviction-hard eviction-soft");
        put(flags, Format.GATES, "feature-gates");
        put(flags, Format.RESERVED_MEMORY, "reserved-memory");
        put(flags, Format.IGNORED, "manifest-url-header=staticPodURLHeader register-with-taints");
        return Map.copyOf(flags);
    }

    private static void put(Map<String, KubeletFlag> flags, Format format, String names) {
        for (String entry : names.strip().split("\\s+", -1)) {
            int equals = entry.indexOf('=');
            String name = equals < 0 ? entry : entry.substring(0, equals);
            String field = equals < 0 ? camelCase(name) : entry.substring(equals + 1);
            flags.put(name, new KubeletFlag(name, List.of(field.split("\\.", -1)), format));
        }
    }

    private static String camelCase(String name) {
        StringBuilder text = new StringBuilder();
        boolean isUpper = false;
        for (int i = 0; i < name.length(); i++) {
            char symbol = name.charAt(i);
            if (symbol == '-') {
                isUpper = true;
            } else {
                text.append(isUpper ? Character.toUpperCase(symbol) : symbol);
                isUpper = false;
            }
        }
        return text.toString();
    }
}
