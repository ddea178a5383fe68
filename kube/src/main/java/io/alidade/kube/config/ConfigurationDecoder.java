package io.alidade.kube.config;

import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.NodeSettings.ReservedMemory;
import io.alidade.kube.config.ConfigurationFields.FieldType;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Position;
import io.alidade.kube.golang.GoText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Turns the fields of one (merged) `KubeletConfiguration` into values and defaults. Collects every problem and goes on
/// with the default where a value cannot be used; the result counts only if there was no problem.
///
/// Types are as strict as the kubelet's: YAML `cpu: 1` in a map of strings is a number and refused. Null, and the zero of
/// a type where the kubelet takes it so, is "not given".
final class ConfigurationDecoder {
    private static final int MAX_SUGGESTIONS = 100;
    /// The durations that may be null; any other one is refused if it is.
    private static final Set<String> NULLABLE_DURATIONS = Set.of("cpuCFSQuotaPeriod", "containerLogMonitorInterval");

    private final Mapping root;
    private final Fields fields;
    private final boolean strict;
    private final boolean isRounded;
    private final List<BadInput> problems;
    private final List<ConfigurationWarning> warnings;

    private ConfigurationDecoder(Mapping root, boolean strict, boolean isRounded, List<BadInput> problems,
            List<ConfigurationWarning> warnings) {
        this.root = root;
        this.fields = Fields.of(root, problems);
        this.strict = strict;
        this.isRounded = isRounded;
        this.problems = problems;
        this.warnings = warnings;
    }

    static KubeletConfiguration decode(Mapping root, boolean strict, boolean isRounded, List<BadInput> problems,
            List<ConfigurationWarning> warnings) {
        ConfigurationDecoder decoder = new ConfigurationDecoder(root, strict, isRounded, problems, warnings);
        Map<String, Position> positions = new HashMap<>();
        for (Entry entry : root.entries()) {
            decoder.check(entry);
            if (ConfigurationFields.typeOf(entry.key()).isPresent() && decoder.fields.has(entry.key())) {
                positions.put(entry.key(), entry.value().position());
            }
            if (entry.key().equals("featureGates") && entry.value() instanceof Mapping gates) {
                gates.entries().forEach(gate -> positions.put("featureGates." + gate.key(), gate.keyPosition()));
            }
        }
        return decoder.configuration(positions, (field, message) -> {
            if (problems.size() < Fields.MAX_PROBLEMS) {
                problems.add(new BadInput(decoder.fields.position(field), message, "Correct " + field + "."));
            }
        });
    }

    /// Values of a wrong type, and nothing else.
    static List<BadInput> typeProblems(Mapping root) {
        List<BadInput> problems = new ArrayList<>();
        ConfigurationDecoder decoder = new ConfigurationDecoder(root, false, true, problems, new ArrayList<>());
        root.entries().forEach(decoder::check);
        decoder.configuration(Map.of(), (field, message) -> {});
        return problems;
    }

    private KubeletConfiguration configuration(Map<String, Position> positions, FieldValidation.Report report) {
        boolean mergeEviction = fields.bool("mergeDefaultEvictionSettings").orElse(false);
        return new KubeletConfiguration(fields.bools("featureGates"), text("cpuManagerPolicy", "none"),
                fields.strings("cpuManagerPolicyOptions"), reconcilePeriod(), text("memoryManagerPolicy", "None"),
                reservedMemory(), text("topologyManagerPolicy", "none"), text("topologyManagerScope", "container"),
                fields.strings("topologyManagerPolicyOptions"), text("reservedSystemCPUs", ""),
                fields.strings("systemReserved"), fields.strings("kubeReserved"), text("systemReservedCgroup", ""),
                text("kubeReservedCgroup", ""), evictionHard(mergeEviction), mergeEviction,
                fields.has("enforceNodeAllocatable") ? fields.stringList("enforceNodeAllocatable") : List.of("pods"),
                fields.bool("cgroupsPerQOS").orElse(true), fields.bool("failCgroupV1").orElse(true),
                number("maxPods", 110), number("podsPerCore", 0), cpuQuota(), otherFields(report), positions, warnings);
    }

    private CpuQuotaFields cpuQuota() {
        return new CpuQuotaFields(fields.bool("cpuCFSQuota").orElse(CpuQuotaFields.DEFAULT.isEnforced()),
                duration("cpuCFSQuotaPeriod").orElse(CpuQuotaFields.DEFAULT.period()));
    }

    private OtherFields otherFields(FieldValidation.Report report) {
        return new OtherFields(fields.strings("evictionSoft"), fields.strings("evictionSoftGracePeriod"),
                fields.strings("evictionMinimumReclaim"),
                FieldValidation.check(Fields.of(root, new ArrayList<>()), report),
                text("showHiddenMetricsForVersion", ""),
                FieldValidation.maxContainerRestartPeriod(Fields.of(root, new ArrayList<>())));
    }

    /// Checks a field that does not matter here, and the name of any field.
    private void check(Entry entry) {
        String field = entry.key();
        Optional<FieldType> type = ConfigurationFields.typeOf(field);
        if (type.isEmpty()) {
            // Looking for what was meant costs more than the rest: of very many unknown fields only the first get it.
            Optional<String> meant = warnings.size() + problems.size() < MAX_SUGGESTIONS
                    ? ConfigurationFields.meantBy(field)
                    : Optional.empty();
            unknown(field, entry.keyPosition(),
                    meant.map(known -> "Maybe " + known + " is meant.").orElse("Remove it or correct its name."));
        } else if (!ConfigurationFields.DECODED.contains(field)) {
            checkType(field, type.get());
        }
        if (field.equals("featureGates") && entry.value() instanceof Mapping gates) {
            for (Entry gate : gates.entries()) {
                KnownGates.meantBy(gate.key()).ifPresent(meant -> warn(gate.keyPosition(), "feature gate " + gate.key()
                        + " is unknown. Maybe " + meant + " is meant."));
            }
        }
    }

    private void checkType(String field, FieldType type) {
        switch (type) {
            case STRING -> fields.string(field);
            case BOOLEAN -> fields.bool(field);
            case INT32 -> fields.int32(field);
            case INT64 -> fields.integer(field, Long.MIN_VALUE, Long.MAX_VALUE);
            case NUMBER -> fields.quantity(field);
            case DURATION -> duration(field);
            case STRUCT -> fields.object(field);
            case STRING_MAP -> fields.strings(field);
            case STRING_LISTS -> fields.stringLists(field);
            case STRING_LIST -> fields.stringList(field);
            case STRUCT_LIST -> fields.objects(field);
            case LIST -> fields.node(field);
        }
    }

    private void unknown(String path, Position position, String cure) {
        String message = "unknown field \"" + path + "\"";
        if (strict && problems.size() < Fields.MAX_PROBLEMS) {
            problems.add(new BadInput(position, message + ".", cure));
        } else if (!strict) {
            warn(position, message + " is ignored, as the kubelet ignores it. " + cure);
        }
    }

    private void warn(Position position, String message) {
        if (warnings.size() < Fields.MAX_PROBLEMS) {
            warnings.add(new ConfigurationWarning(position, message));
        }
    }

    private String text(String field, String absent) {
        return fields.string(field).filter(text -> !text.isEmpty()).orElse(absent);
    }

    private int number(String field, int absent) {
        return fields.int32(field).filter(value -> value != 0).orElse(absent);
    }

    private Duration reconcilePeriod() {
        return duration("cpuManagerReconcilePeriod").filter(period -> !period.isZero()).orElse(Duration.ofSeconds(10));
    }

    private Optional<Duration> duration(String field) {
        boolean isNull = root.find(field).isPresent() && !fields.has(field) && !NULLABLE_DURATIONS.contains(field);
        Optional<String> text = isNull ? Optional.of("") : fields.string(field);
        try {
            return text.map(GoText::duration);
        } catch (IllegalArgumentException invalid) {
            fields.report(field, "is " + fields.describe(field) + ", not a duration: " + invalid.getMessage() + ".",
                    "Write a number with a unit, such as 10s or 1m30s.");
            return Optional.empty();
        }
    }

    private Map<String, String> evictionHard(boolean mergeDefaults) {
        if (!fields.has("evictionHard")) {
            return EvictionThreshold.DEFAULTS;
        }
        Map<String, String> thresholds = new TreeMap<>(mergeDefaults ? EvictionThreshold.DEFAULTS : Map.of());
        thresholds.putAll(fields.strings("evictionHard"));
        return thresholds;
    }

    /// The defaults of a file round amounts up to thousandths; drop-ins are merged without them.
    private List<ReservedMemory> reservedMemory() {
        List<ReservedMemory> reserved = new ArrayList<>();
        for (Fields entry : fields.objects("reservedMemory")) {
            Map<String, Quantity> limits = new TreeMap<>(entry.quantities("limits"));
            if (isRounded) {
                limits.replaceAll((_, amount) -> amount.roundUpToMillis());
            }
            reserved.add(new ReservedMemory(entry.int32("numaNode").orElse(0), limits));
            for (Fields.Unknown field : entry.unknown()) {
                unknown(field.path(), field.position(), "It has numaNode and limits.");
            }
        }
        return reserved;
    }
}
