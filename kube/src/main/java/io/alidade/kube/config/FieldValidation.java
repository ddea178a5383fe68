package io.alidade.kube.config;

import io.alidade.kube.document.Fields;
import io.alidade.kube.golang.GoDurations;
import io.alidade.kube.golang.GoText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The kubelet's validation of the fields that decide nothing here, with its texts (node-config 3): one that is wrong
/// stops the kubelet all the same. What holds only while a feature gate is on or off is kept for the start
/// ([OtherFields.Gated]).
final class FieldValidation {
    private static final Pattern LABEL_VALUE = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");
    private static final Pattern LABEL_KEY = Pattern
            .compile("([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Set<String> EFFECTS = Set.of("", "NoSchedule", "PreferNoSchedule", "NoExecute");
    private static final Set<String> VERIFICATION = Set.of("NeverVerify", "NeverVerifyPreloadedImages",
            "NeverVerifyAllowlistedImages", "AlwaysVerify");
    private static final SortedMap<String, String> RATES = Collections.unmodifiableSortedMap(new TreeMap<>(
            Map.of("eventBurst", "event-burst", "eventRecordQPS", "event-qps", "kubeAPIBurst", "kube-api-burst",
                    "kubeAPIQPS", "kube-api-qps", "registryBurst", "registry-burst", "registryPullQPS",
                    "registry-qps")));
    private static final String SWAP = "memorySwap.swapBehavior ";

    /// Receives what is wrong: the field at fault and the kubelet's text.
    interface Report {
        void add(String field, String message);
    }

    private final Fields fields;
    private final Report report;
    private final List<OtherFields.Gated> gated = new ArrayList<>();

    private FieldValidation(Fields fields, Report report) {
        this.fields = fields;
        this.report = report;
    }

    /// Reports what is wrong whatever the gates, and returns what depends on them. Fields of a wrong type count as absent.
    static List<OtherFields.Gated> check(Fields fields, Report report) {
        FieldValidation validation = new FieldValidation(fields, report);
        validation.rates();
        validation.ports();
        validation.images();
        validation.shutdown();
        validation.swapAndRestarts();
        validation.verification();
        validation.memory();
        validation.logs();
        validation.others();
        return validation.gated;
    }

    private void rates() {
        if (number("nodeLeaseDurationSeconds", 0) < 0) {
            invalid("nodeLeaseDurationSeconds", "nodeLeaseDurationSeconds must be greater than 0");
        }
        if (!text("systemCgroups").isEmpty() && text("cgroupRoot").isEmpty()) {
            invalid("systemCgroups",
                    "systemCgroups (--system-cgroups) was specified and cgroupRoot (--cgroup-root) was not specified");
        }
        RATES.forEach((field, flag) -> notNegative(field, flag, number(field, 0)));
        notNegative("maxOpenFiles", "max-open-files",
                fields.integer("maxOpenFiles", Long.MIN_VALUE, Long.MAX_VALUE).orElse(0));
        if (number("nodeStatusMaxImages", 0) < -1) {
            invalid("nodeStatusMaxImages", "nodeStatusMaxImages (--node-status-max-images) "
                    + number("nodeStatusMaxImages", 0) + " must be -1 or greater");
        }
        between("oomScoreAdj", "oom-score-adj", 0, -1000, 1000);
        between("iptablesDropBit", "iptables-drop-bit", 0, 0, 31);
        between("iptablesMasqueradeBit", "iptables-masquerade-bit", 0, 0, 31);
    }

    private void ports() {
        port("healthzPort", "healthz-port", "1");
        port("port", "port", "1");
        port("readOnlyPort", "read-only-port", "0");
        if (fields.bool("runOnce").orElse(false)) {
            invalid("runOnce", "runOnce (--runOnce) true, Runonce mode has been deprecated and should not be set");
        }
        if (fields.bool("serverTLSBootstrap").orElse(false)) {
            gate("serverTLSBootstrap", "RotateKubeletServerCertificate", false,
                    "serverTLSBootstrap true requires feature gate RotateKubeletServerCertificate");
        }
        for (Fields taint : fields.objects("registerWithTaints")) {
            taint(taint);
        }
        quotaPeriod();
    }

    private void quotaPeriod() {
        Duration period = duration("cpuCFSQuotaPeriod").orElse(Duration.ofMillis(100));
        if (period.equals(Duration.ofMillis(100))) {
            return;
        }
        String shown = "cpuCFSQuotaPeriod (--cpu-cfs-quota-period) {" + GoDurations.text(period) + "} ";
        gate("cpuCFSQuotaPeriod", "CustomCPUCFSQuotaPeriod", false,
                shown + "requires feature gate CustomCPUCFSQuotaPeriod");
        if (period.compareTo(Duration.ofMillis(1)) < 0 || period.compareTo(Duration.ofSeconds(1)) > 0) {
            gate("cpuCFSQuotaPeriod", "CustomCPUCFSQuotaPeriod", true,
                    shown + "must be between 1ms and 1sec, inclusive");
        }
    }

    private void taint(Fields taint) {
        String key = taint.string("key").orElse("");
        String value = taint.string("value").orElse("");
        String effect = taint.string("effect").orElse("");
        if (!LABEL_KEY.matcher(key).matches() || !LABEL_VALUE.matcher(value).matches() || !EFFECTS.contains(effect)) {
            report.add("registerWithTaints", "invalid taint: {" + key + " " + value + " " + effect + " <nil>}");
        }
        if (taint.has("timeAdded")) {
            invalid("registerWithTaints", "taint.TimeAdded is not nil");
        }
    }

    private void images() {
        long high = number("imageGCHighThresholdPercent", 85);
        long low = number("imageGCLowThresholdPercent", 80);
        between("imageGCHighThresholdPercent", "image-gc-high-threshold", 85, 0, 100);
        between("imageGCLowThresholdPercent", "image-gc-low-threshold", 80, 0, 100);
        if (low >= high) {
            String at = fields.has("imageGCLowThresholdPercent") ? "imageGCLowThresholdPercent"
                    : "imageGCHighThresholdPercent";
            invalid(at, "imageGCLowThresholdPercent (--image-gc-low-threshold) " + low
                    + " must be less than imageGCHighThresholdPercent (--image-gc-high-threshold) " + high);
        }
        Duration least = duration("imageMinimumGCAge").filter(age -> !age.isZero()).orElse(Duration.ofMinutes(2));
        Duration most = duration("imageMaximumGCAge").orElse(Duration.ZERO);
        if (!most.isZero()) {
            gate("imageMaximumGCAge", "ImageMaximumGCAge", false,
                    "ImageMaximumGCAge feature gate is required for Kubelet configuration option imageMaximumGCAge");
        }
        if (least.isNegative()) {
            invalid("imageMinimumGCAge", "imageMinimumGCAge " + GoDurations.text(least) + " must not be negative");
        }
        if (most.isNegative()) {
            invalid("imageMaximumGCAge", "imageMaximumGCAge " + GoDurations.text(most) + " must not be negative");
        }
        if (most.isPositive() && most.compareTo(least) <= 0) {
            invalid("imageMaximumGCAge", "imageMaximumGCAge " + GoDurations.text(most)
                    + " must be greater than imageMinimumGCAge " + GoDurations.text(least));
        }
        fields.int32("maxParallelImagePulls").ifPresent(this::pulls);
    }

    private void pulls(int pulls) {
        if (pulls < 1) {
            invalid("maxParallelImagePulls", "maxParallelImagePulls " + pulls + " must be a positive number");
        }
        if (pulls > 1 && fields.bool("serializeImagePulls").orElse(false)) {
            invalid("maxParallelImagePulls", "maxParallelImagePulls cannot be larger than 1 unless SerializeImagePulls"
                    + " (--serialize-image-pulls) is set to false");
        }
    }

    private void shutdown() {
        Duration all = duration("shutdownGracePeriod").orElse(Duration.ZERO);
        Duration critical = duration("shutdownGracePeriodCriticalPods").orElse(Duration.ZERO);
        if (critical.compareTo(all) > 0) {
            gate("shutdownGracePeriodCriticalPods", "GracefulNodeShutdown", true,
                    "shutdownGracePeriodCriticalPods {" + GoDurations.text(critical)
                            + "} must be <= shutdownGracePeriod {" + GoDurations.text(all) + "}");
        }
        graceful("shutdownGracePeriod", all);
        graceful("shutdownGracePeriodCriticalPods", critical);
        if (all.isPositive() || critical.isPositive()) {
            gate(all.isPositive() ? "shutdownGracePeriod" : "shutdownGracePeriodCriticalPods", "GracefulNodeShutdown",
                    false, "specifying shutdownGracePeriod or shutdownGracePeriodCriticalPods"
                            + " requires feature gate GracefulNodeShutdown");
        }
        if (!fields.objects("shutdownGracePeriodByPodPriority").isEmpty()) {
            if (all.isPositive() || critical.isPositive()) {
                gate("shutdownGracePeriodByPodPriority", "GracefulNodeShutdownBasedOnPodPriority", true,
                        "Cannot specify both"
                                + " shutdownGracePeriodByPodPriority and shutdownGracePeriod at the same time");
            }
            gate("shutdownGracePeriodByPodPriority", "GracefulNodeShutdownBasedOnPodPriority", false,
                    "Specifying shutdownGracePeriodByPodPriority"
                            + " requires feature gate GracefulNodeShutdownBasedOnPodPriority");
        }
    }

    private void graceful(String field, Duration period) {
        if (period.isNegative() || (period.isPositive() && period.compareTo(Duration.ofSeconds(1)) < 0)) {
            gate(field, "GracefulNodeShutdown", true,
                    field + " {" + GoDurations.text(period) + "} must be either zero or otherwise >= 1 sec");
        }
    }

    private void swapAndRestarts() {
        String swap = fields.object("memorySwap").flatMap(memory -> memory.string("swapBehavior")).orElse("");
        if (!Set.of("", "NoSwap", "LimitedSwap").contains(swap)) {
            gate("memorySwap", "NodeSwap", true,
                    SWAP + GoText.quoted(swap) + " must be one of: \"\", \"LimitedSwap\" or \"NoSwap\"");
        }
        if (!swap.isEmpty()) {
            gate("memorySwap", "NodeSwap", false, SWAP + "cannot be set when NodeSwap feature flag is disabled");
        }
        maxContainerRestartPeriod(fields).ifPresent(period -> {
            if (period.toMillis() < 1000 || period.toMillis() > 300_000) {
                gate("crashLoopBackOff", "KubeletCrashLoopBackOffMax", true,
                        "CrashLoopBackOff.MaxContainerRestartPeriod (got: "
                                + seconds(period) + " seconds) must be set between 1s and 300s");
            }
            gate("crashLoopBackOff", "KubeletCrashLoopBackOffMax", false,
                    "FeatureGate KubeletCrashLoopBackOffMax not enabled,"
                            + " CrashLoopBackOff.MaxContainerRestartPeriod must not be set");
        });
    }

    /// That of `crashLoopBackOff`, if one is given.
    static Optional<Duration> maxContainerRestartPeriod(Fields fields) {
        return fields.object("crashLoopBackOff").flatMap(backOff -> durationOf(backOff, "maxContainerRestartPeriod"));
    }

    private static String seconds(Duration period) {
        return BigDecimal.valueOf(period.toNanos(), 9).stripTrailingZeros().toPlainString();
    }

    private void verification() {
        String mode = text("hairpinMode");
        if (!Set.of("", "none", "hairpin-veth", "promiscuous-bridge").contains(mode)) {
            invalid("hairpinMode", "option " + GoText.quoted(mode) + " specified for hairpinMode (--hairpin-mode)."
                    + " Valid options are \"none\", \"hairpin-veth\" or \"promiscuous-bridge\"");
        }
        String policy = text("imagePullCredentialsVerificationPolicy");
        boolean hasList = !fields.stringList("preloadedImagesVerificationAllowlist").isEmpty();
        if (!policy.isEmpty() && !VERIFICATION.contains(policy)) {
            gate("imagePullCredentialsVerificationPolicy", "KubeletEnsureSecretPulledImages", true, "option "
                    + GoText.quoted(policy)
                    + " specified for imagePullCredentialsVerificationPolicy. Valid options are \"NeverVerify\","
                    + " \"NeverVerifyPreloadedImages\", \"NeverVerifyAllowlistedImages\" or \"AlwaysVerify\"");
        }
        if (hasList && !policy.equals("NeverVerifyAllowlistedImages")) {
            gate("preloadedImagesVerificationAllowlist", "KubeletEnsureSecretPulledImages", true,
                    "can't set `preloadedImagesVerificationAllowlist` if"
                            + " `imagePullCredentialsVertificationPolicy` is not \"NeverVerifyAllowlistedImages\"");
        }
        if (!policy.isEmpty()) {
            gate("imagePullCredentialsVerificationPolicy", "KubeletEnsureSecretPulledImages", false,
                    "`imagePullCredentialsVerificationPolicy` must not be set if"
                            + " KubeletEnsureSecretPulledImages feature gate is not enabled");
        }
        if (hasList) {
            gate("preloadedImagesVerificationAllowlist", "KubeletEnsureSecretPulledImages", false,
                    "`preloadedImagesVerificationAllowlist` must not be set if"
                            + " KubeletEnsureSecretPulledImages feature gate is not enabled");
        }
    }

    private void memory() {
        fields.quantity("memoryThrottlingFactor").map(factor -> factor.value())
                .filter(factor -> factor.signum() <= 0 || factor.compareTo(BigDecimal.ONE) > 0)
                .ifPresent(factor -> invalid("memoryThrottlingFactor", "memoryThrottlingFactor "
                        + factor.stripTrailingZeros().toPlainString()
                        + " must be greater than 0 and less than or equal to 1.0"));
        String policy = text("memoryReservationPolicy");
        if (policy.equals("TieredReservation")) {
            gate("memoryReservationPolicy", "MemoryQoS", false,
                    "memoryReservationPolicy \"TieredReservation\" requires MemoryQoS feature gate to be enabled");
        } else if (!policy.isEmpty() && !policy.equals("None")) {
            invalid("memoryReservationPolicy", "option " + GoText.quoted(policy)
                    + " specified for memoryReservationPolicy. Valid options are \"None\" or \"TieredReservation\"");
        }
        fields.object("userNamespaces")
                .ifPresent(spaces -> spaces.integer("idsPerPod", Long.MIN_VALUE, Long.MAX_VALUE).ifPresent(this::ids));
    }

    private void ids(long ids) {
        if (ids < 65536) {
            invalid("userNamespaces", "userNamespaces.idsPerPod must not be less than 65536");
        } else if (ids % 65536 != 0) {
            invalid("userNamespaces", "userNamespaces.idsPerPod must be a multiple of 65536");
        } else if (ids > 0xffff_ffffL) {
            invalid("userNamespaces", "userNamespaces.idsPerPod must not be more than 4294967295");
        }
    }

    private void logs() {
        if (number("containerLogMaxWorkers", 1) < 1) {
            invalid("containerLogMaxWorkers", "containerLogMaxWorkers must be greater than or equal to 1");
        }
        if (duration("containerLogMonitorInterval").orElse(Duration.ofSeconds(10)).compareTo(Duration.ofSeconds(3))
                < 0) {
            invalid("containerLogMonitorInterval",
                    "containerLogMonitorInterval must be a positive time duration greater than or equal to 3s");
        }
        if (number("containerLogMaxFiles", 5) <= 1) {
            invalid("containerLogMaxFiles", "containerLogMaxFiles must be greater than 1");
        }
        String path = text("podLogsDir");
        if (!path.isEmpty() && !path.startsWith("/")) {
            invalid("podLogsDir", "pod logs path " + GoText.quoted(path) + " must be absolute path");
        }
        if (!isClean(path)) {
            invalid("podLogsDir", "pod logs path " + GoText.quoted(path) + " must be normalized");
        }
        if (path.chars().anyMatch(letter -> letter > 127)) {
            invalid("podLogsDir", "pod logs path " + GoText.quoted(path) + " mut contains ASCII characters only");
        }
        logging();
    }

    private static boolean isClean(String path) {
        boolean odd = path.contains("//") || (path.length() > 1 && path.endsWith("/"));
        return !odd && List.of(path.split("/", -1)).stream().noneMatch(part -> part.equals(".") || part.equals(".."));
    }

    private void logging() {
        fields.object("logging").flatMap(logging -> logging.string("format"))
                .filter(format -> !format.isEmpty() && !format.equals("text") && !format.equals("json"))
                .ifPresent(format -> report.add("logging",
                        "logging.format: Invalid value: " + GoText.quoted(format) + ": Unsupported log format"));
        fields.object("tracing").ifPresent(tracing -> {
            long rate = tracing.integer("samplingRatePerMillion", Integer.MIN_VALUE, Integer.MAX_VALUE).orElse(0);
            String invalid = "tracing.samplingRatePerMillion: Invalid value: " + rate + ": sampling rate ";
            if (rate < 0) {
                report.add("tracing", invalid + "must be positive");
            } else if (rate > 1_000_000) {
                report.add("tracing", invalid + "per million must be less than or equal to one million");
            }
        });
    }

    private void others() {
        if (fields.bool("enableSystemLogQuery").orElse(false)) {
            gate("enableSystemLogQuery", "NodeLogQuery", false,
                    "NodeLogQuery feature gate is required for enableSystemLogQuery");
            if (!fields.bool("enableSystemLogHandler").orElse(true)) {
                invalid("enableSystemLogQuery", "enableSystemLogHandler is required for enableSystemLogQuery");
            }
        }
    }

    private void port(String field, String flag, String least) {
        long port = number(field, 0);
        if (port < 0 || port > 65535) {
            invalid(field, field + " (--" + flag + ") " + port + " must be between " + least + " and 65535, inclusive");
        }
    }

    private void between(String field, String flag, long absent, long least, long most) {
        long value = number(field, absent);
        if (value < least || value > most) {
            invalid(field, field + " (--" + flag + ") " + value + " must be between " + least + " and " + most
                    + ", inclusive");
        }
    }

    private void notNegative(String field, String flag, long value) {
        if (value < 0) {
            invalid(field, field + " (--" + flag + ") " + value + " must not be a negative number");
        }
    }

    private void invalid(String field, String message) {
        report.add(field, "invalid configuration: " + message);
    }

    private void gate(String field, String gate, boolean whileOn, String message) {
        gated.add(new OtherFields.Gated(gate, whileOn, StartProblem
                .of("failed to validate kubelet configuration, error: invalid configuration: " + message, field)));
    }

    private long number(String field, long absent) {
        return fields.int32(field).map(Integer::longValue).orElse(absent);
    }

    private String text(String field) {
        return fields.string(field).orElse("");
    }

    private Optional<Duration> duration(String field) {
        return durationOf(fields, field);
    }

    private static Optional<Duration> durationOf(Fields fields, String field) {
        try {
            return fields.string(field).map(GoText::duration);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
