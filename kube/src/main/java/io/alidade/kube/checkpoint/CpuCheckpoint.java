package io.alidade.kube.checkpoint;

import static io.alidade.kube.checkpoint.CheckpointText.CHECKSUM;
import static io.alidade.kube.checkpoint.CheckpointText.DATA;
import static io.alidade.kube.checkpoint.CheckpointText.DATA_CHECKSUM;
import static io.alidade.kube.checkpoint.CheckpointText.NO_CHECKSUM;
import static io.alidade.kube.checkpoint.CheckpointText.STRING;

import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.table.NamedTable;
import io.alidade.kube.golang.CpuListBudget;
import io.alidade.kube.golang.GoJsonWriter;
import io.alidade.kube.golang.GoStrings;
import io.alidade.kube.golang.GoType;
import io.alidade.kube.golang.GoValue;
import io.alidade.kube.golang.NoSuchState;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// The file `cpu_manager_state` (cpu-manager 16).
///
/// Formats: V1 (container ids) is only read, and only up to 1.36; up to 1.36 V2 is written, by 1.36 with the gate
/// `PodLevelResourceManagers` V3; from 1.37 on V4, whatever the gate.
public final class CpuCheckpoint {
    public static final String FILE_NAME = "cpu_manager_state";

    private static final String TYPE_NAME = "*state.CPUManagerCheckpoint";
    private static final GoType.Field POLICY = GoType.Field.of("PolicyName", "policyName", STRING);
    private static final GoType.Field DEFAULT_SET = GoType.Field.of("DefaultCPUSet", "defaultCpuSet", STRING);
    private static final GoType.Table CONTAINERS = GoType.Table.withTextKeys("map[string]string", STRING);
    private static final GoType.Table PODS = GoType.Table.withTextKeys("map[string]map[string]string", CONTAINERS);
    private static final GoType.Table POD_SETS = GoType.Table.withTextKeys("state.PodCPUAssignments",
            new GoType.PodCpus());
    private static final GoType.Field ENTRIES = GoType.Field.of("Entries", "entries", PODS).omittedIfEmpty();
    private static final GoType.Field POD_ENTRIES = GoType.Field.of("PodEntries", "podEntries", POD_SETS)
            .omittedIfEmpty();

    private static final GoType.Struct V1 = GoType.Struct.of("state.CPUManagerCheckpointV1", POLICY, DEFAULT_SET,
            GoType.Field.of("Entries", "entries", CONTAINERS).omittedIfEmpty(), CHECKSUM);
    private static final GoType.Struct V2 = GoType.Struct.of("state.CPUManagerCheckpointV2", POLICY, DEFAULT_SET,
            ENTRIES, CHECKSUM);
    private static final GoType.Struct V3 = GoType.Struct.of("state.CPUManagerCheckpointV3", POLICY, DEFAULT_SET,
            ENTRIES, POD_ENTRIES, CHECKSUM);
    private static final GoType.Struct V4 = GoType.embedding("state.CPUManagerCheckpoint", V2, DATA, DATA_CHECKSUM);
    private static final GoType.Struct V4_DATA = GoType.Struct.of("state.CPUManagerCheckpointData", POLICY, DEFAULT_SET,
            ENTRIES, POD_ENTRIES);

    /// A container that the runtime knows: what V1, which holds only container ids, is converted with.
    public record ContainerReference(String podUid, String containerName) {}

    private CpuCheckpoint() {}

    /// The text that a kubelet of this version writes, without a line end (cpu-manager 16.1, 16.2, 16.6). Sets of whole pods
    /// are written only with the gate `PodLevelResourceManagers`.
    public static String toText(CpuState state, KubeletVersion version, FeatureGates gates) {
        Map<String, GoValue> pods = new HashMap<>();
        state.entries().forEach((pod, containers) -> pods.put(pod, listsOf(containers)));
        return toText(state.policyName(), state.defaultCpuSet(), PODS.value(pods), state.podEntries(), version, gates);
    }

    /// Likewise, with entries of containers that were made before, and perhaps written.
    static String toText(String policyName, CpuSet defaultCpus, GoValue entries, Map<String, CpuSet> podCpus,
            KubeletVersion version, FeatureGates gates) {
        boolean podLevel = CheckpointText.storesPodEntries(version, gates);
        GoValue policy = new GoValue.Text(policyName);
        GoValue defaultSet = new GoValue.Text(defaultCpus.toListString());
        Map<String, GoValue> sets = new HashMap<>();
        if (podLevel) {
            podCpus.forEach((pod, cpus) -> sets.put(pod, new GoValue.PodCpus(cpus)));
        }
        GoValue podEntries = POD_SETS.value(sets);
        GoValue.Struct v2 = CheckpointText.withChecksum(TYPE_NAME, V2.value(policy, defaultSet, entries, NO_CHECKSUM));
        if (version.storesCheckpointData()) {
            String data = GoJsonWriter.write(V4_DATA.value(policy, defaultSet, entries, podEntries));
            return GoJsonWriter.write(V4.value(policy, defaultSet, entries, v2.field("checksum"),
                    new GoValue.Text(data), GoValue.Whole.unsigned(CheckpointText.dataChecksum(data))));
        }
        return GoJsonWriter.write(podLevel
                ? CheckpointText.withChecksum(TYPE_NAME,
                        V3.value(policy, defaultSet, entries, podEntries, NO_CHECKSUM))
                : v2);
    }

    /// The entry of a pod.
    static GoValue.Written entry(String pod, NamedTable<CpuSet> containers) {
        Map<String, CpuSet> byName = new HashMap<>();
        containers.forEach(byName::put);
        return GoValue.Written.entry(pod, listsOf(byName));
    }

    private static GoValue listsOf(Map<String, CpuSet> containers) {
        Map<String, GoValue> lists = new HashMap<>();
        containers.forEach((container, cpus) -> lists.put(container, new GoValue.Text(cpus.toListString())));
        return CONTAINERS.value(lists);
    }

    /// Restores the state as a kubelet of this version does at its start (cpu-manager 16.3 to 16.6). What the policy then
    /// thinks of the state is another check (cpu-manager 5.2).
    ///
    /// Where the kubelet reports one of several bad entries, whichever its map yields first, this is the first in order.
    ///
    /// @param source          the path of the file, for the message
    /// @param expectedPolicy  the configured policy, `none` or `static`
    /// @param knownContainers container id to container, of all that the runtime knows; only V1 needs them
    /// @throws io.alidade.kube.document.BadInput if the file is too large to be a checkpoint
    public static Restored<CpuState> parse(String source, byte[] bytes, KubeletVersion version, FeatureGates gates,
            String expectedPolicy, Map<String, ContainerReference> knownContainers) {
        CheckpointText.requireBounded(source, bytes);
        boolean podLevel = CheckpointText.storesPodEntries(version, gates);
        boolean hasV4 = version.storesCheckpointData();
        Restored<GoValue.Struct> loaded;
        if (hasV4) {
            loaded = CheckpointText.readData(bytes, V4, V4_DATA, "v4", "cpu manager",
                    () -> readV3(bytes).orElse(() -> readV2(bytes, !podLevel)));
        } else if (version.storesPodEntries()) {
            Restored<GoValue.Struct> latest = podLevel ? readV3(bytes) : readV2(bytes, true);
            loaded = latest.orElse(() -> readV2(bytes, !podLevel))
                    .orElse(() -> readV1(bytes).then(
                            read -> upgradeV1(read, knownContainers, "failed to migrate checkpoint from v1 to v2")));
        } else {
            loaded = switch (readV1(bytes)) {
                case Restored.Loaded<GoValue.Struct>(GoValue.Struct v1) ->
                    upgradeV1(v1, knownContainers, "error migrating v1 checkpoint state to v2 checkpoint state");
                case Restored.Refused<GoValue.Struct> _ -> readV2(bytes, false);
            };
        }
        return loaded
                .then(content -> stateOf(content, podLevel, expectedPolicy,
                        hasV4 ? "default CPU set" : "default cpu set"))
                .explained(error -> CheckpointText.cannotStart(error, "CPU manager", source));
    }

    private static Restored<GoValue.Struct> readV3(byte[] bytes) {
        return CheckpointText.read(bytes, V3, read -> hasChecksum(read, TYPE_NAME));
    }

    private static Restored<GoValue.Struct> readV2(byte[] bytes, boolean alsoNamedV2) {
        return CheckpointText.read(bytes, V2, read -> read.whole("checksum") == 0 || hasChecksum(read, TYPE_NAME)
                || (alsoNamedV2 && hasChecksum(read, TYPE_NAME + "V2")));
    }

    private static Restored<GoValue.Struct> readV1(byte[] bytes) {
        return CheckpointText.read(bytes, V1, read -> read.whole("checksum") == 0 || hasChecksum(read, TYPE_NAME));
    }

    private static boolean hasChecksum(GoValue.Struct read, String typeName) {
        return read.whole("checksum") == CheckpointText.checksum(typeName, read);
    }

    private static Restored<GoValue.Struct> upgradeV1(GoValue.Struct v1,
            Map<String, ContainerReference> knownContainers, String failure) {
        Map<String, Map<String, GoValue>> pods = new HashMap<>();
        for (Map.Entry<String, GoValue> entry : v1.table("entries").entrySet()) {
            ContainerReference container = knownContainers.get(entry.getKey());
            if (container == null) {
                return new Restored.Refused<>(failure + ": containerID '" + entry.getKey()
                        + "' not found in initial containers list");
            }
            pods.computeIfAbsent(container.podUid(), _ -> new HashMap<>()).put(container.containerName(),
                    entry.getValue());
        }
        Map<String, GoValue> entries = new HashMap<>();
        pods.forEach((pod, containers) -> entries.put(pod, CONTAINERS.value(containers)));
        return new Restored.Loaded<>(
                V2.value(v1.field("policyName"), v1.field("defaultCpuSet"), PODS.value(entries), NO_CHECKSUM));
    }

    private static Restored<CpuState> stateOf(GoValue.Struct content, boolean podLevel, String expectedPolicy,
            String defaultSetInWords) {
        String policy = content.text("policyName");
        if (!policy.equals(expectedPolicy)) {
            return new Restored.Refused<>("configured policy " + GoStrings.quote(expectedPolicy)
                    + " differs from state checkpoint policy " + GoStrings.quote(policy));
        }
        try {
            CpuListBudget lists = new CpuListBudget();
            String defaultList = content.text("defaultCpuSet");
            CpuSet defaultSet = listOf(lists, defaultList,
                    () -> defaultSetInWords + " " + GoStrings.quote(defaultList));
            Map<String, Map<String, CpuSet>> entries = new HashMap<>();
            content.table("entries").forEach((pod, ofContainers) -> {
                Map<String, CpuSet> containers = new HashMap<>();
                ofContainers.asTable()
                        .forEach((container, list) -> containers.put(container, listOf(lists, list.asText(),
                                () -> "cpuset " + GoStrings.quote(list.asText()) + " for container "
                                        + GoStrings.quote(container) + " in pod " + GoStrings.quote(pod))));
                entries.put(pod, containers);
            });
            return new Restored.Loaded<>(
                    new CpuState(policy, defaultSet, entries, podLevel ? podSets(content) : Map.of()));
        } catch (NoSuchState e) {
            return new Restored.Refused<>(e.reason());
        }
    }

    private static CpuSet listOf(CpuListBudget lists, String list, Supplier<String> what) {
        try {
            return lists.parse(list);
        } catch (IllegalArgumentException e) {
            throw new NoSuchState("could not parse " + what.get() + ": " + e.getMessage());
        }
    }

    private static Map<String, CpuSet> podSets(GoValue.Struct content) {
        Map<String, CpuSet> sets = new HashMap<>();
        if (content.fields().containsKey("podEntries")) {
            content.table("podEntries").forEach((pod, value) -> {
                if (value instanceof GoValue.PodCpus(CpuSet cpus)) {
                    sets.put(pod, cpus);
                }
            });
        }
        return sets;
    }
}
