package io.alidade.kube.checkpoint;

import static io.alidade.kube.checkpoint.CheckpointText.CHECKSUM;
import static io.alidade.kube.checkpoint.CheckpointText.DATA;
import static io.alidade.kube.checkpoint.CheckpointText.DATA_CHECKSUM;
import static io.alidade.kube.checkpoint.CheckpointText.NO_CHECKSUM;
import static io.alidade.kube.checkpoint.CheckpointText.STRING;

import io.alidade.engine.memory.MemoryState;
import io.alidade.engine.memory.MemoryState.Block;
import io.alidade.engine.memory.MemoryState.NumaNodeState;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.golang.GoJsonWriter;
import io.alidade.kube.golang.GoStrings;
import io.alidade.kube.golang.GoType;
import io.alidade.kube.golang.GoValue;
import io.alidade.kube.golang.NoSuchState;
import java.util.List;
import java.util.Map;

/// The file `memory_manager_state` (memory-manager 10).
///
/// Formats: up to 1.36 V1 is written, by 1.36 with the gate `PodLevelResourceManagers` V2; from 1.37 on V3, whatever the
/// gate.
public final class MemoryCheckpoint {
    public static final String FILE_NAME = "memory_manager_state";

    private static final String TYPE_NAME = "*state.MemoryManagerCheckpoint";
    private static final GoType.Field POLICY = GoType.Field.of("PolicyName", "policyName", STRING);
    private static final GoType.Field MACHINE = GoType.Field.of("MachineState", "machineState",
            MemoryCheckpointParts.MACHINE);
    private static final GoType.Field ENTRIES = GoType.Field.of("Entries", "entries", MemoryCheckpointParts.ASSIGNMENTS)
            .omittedIfEmpty();
    private static final GoType.Field POD_ENTRIES = GoType.Field
            .of("PodEntries", "podEntries", MemoryCheckpointParts.POD_ASSIGNMENTS).omittedIfEmpty();

    private static final GoType.Struct V1 = GoType.Struct.of("state.MemoryManagerCheckpointV1", POLICY, MACHINE,
            ENTRIES, CHECKSUM);
    private static final GoType.Struct V2 = GoType.Struct.of("state.MemoryManagerCheckpointV2", POLICY, MACHINE,
            ENTRIES, POD_ENTRIES, CHECKSUM);
    private static final GoType.Struct V3 = GoType.embedding("state.MemoryManagerCheckpoint", V1, DATA, DATA_CHECKSUM);
    private static final GoType.Struct V3_DATA = GoType.Struct.of("state.MemoryManagerCheckpointData", POLICY, MACHINE,
            ENTRIES, POD_ENTRIES);

    private MemoryCheckpoint() {}

    /// The text that a kubelet of this version writes, without a line end (memory-manager 10.1, 10.2). Blocks of whole pods
    /// are written only with the gate `PodLevelResourceManagers`.
    public static String toText(MemoryState state, KubeletVersion version, FeatureGates gates) {
        return toText(state.policyName(), state.machineState(), MemoryCheckpointParts.assignments(state.entries()),
                state.podEntries(), version, gates);
    }

    /// Likewise, with entries of containers that were made before, and perhaps written.
    static String toText(String policyName, Map<Integer, NumaNodeState> machineState, GoValue entries,
            Map<String, List<Block>> podBlocks, KubeletVersion version, FeatureGates gates) {
        boolean podLevel = CheckpointText.storesPodEntries(version, gates);
        GoValue policy = new GoValue.Text(policyName);
        GoValue machine = MemoryCheckpointParts.machine(machineState);
        GoValue podEntries = MemoryCheckpointParts.podAssignments(podLevel ? podBlocks : Map.of());
        GoValue.Struct v1 = CheckpointText.withChecksum(TYPE_NAME, V1.value(policy, machine, entries, NO_CHECKSUM));
        if (version.storesCheckpointData()) {
            String data = GoJsonWriter.write(V3_DATA.value(policy, machine, entries, podEntries));
            return GoJsonWriter.write(V3.value(policy, machine, entries, v1.field("checksum"), new GoValue.Text(data),
                    GoValue.Whole.unsigned(CheckpointText.dataChecksum(data))));
        }
        return GoJsonWriter.write(podLevel
                ? CheckpointText.withChecksum(TYPE_NAME, V2.value(policy, machine, entries, podEntries, NO_CHECKSUM))
                : v1);
    }

    /// Restores the state as a kubelet of this version does at its start (memory-manager 10.3, 3.2). What the policy then
    /// thinks of the state is another check (memory-manager 9).
    ///
    /// A file that is in order and yet cannot be held (a NUMA node id beyond 31 bits, a table that is null, which crashes
    /// the kubelet) is refused with words of our own.
    ///
    /// @param source         the path of the file, for the message
    /// @param expectedPolicy the configured policy, `None` or `Static`
    /// @throws io.alidade.kube.document.BadInput if the file is too large to be a checkpoint
    public static Restored<MemoryState> parse(String source, byte[] bytes, KubeletVersion version, FeatureGates gates,
            String expectedPolicy) {
        CheckpointText.requireBounded(source, bytes);
        boolean podLevel = CheckpointText.storesPodEntries(version, gates);
        Restored<GoValue.Struct> loaded;
        if (version.storesCheckpointData()) {
            loaded = CheckpointText.readData(bytes, V3, V3_DATA, "v3", "memory manager",
                    () -> readV2(bytes).orElse(() -> readV1(bytes, false)));
        } else if (podLevel) {
            loaded = readV2(bytes).orElse(() -> readV1(bytes, false));
        } else if (version.storesPodEntries()) {
            loaded = readV1(bytes, true);
        } else {
            loaded = CheckpointText.read(bytes, V1, read -> hasChecksum(read, TYPE_NAME));
        }
        return loaded.then(content -> stateOf(content, podLevel, expectedPolicy))
                .explained(error -> CheckpointText.cannotStart(error, "memory manager", source));
    }

    private static Restored<GoValue.Struct> readV2(byte[] bytes) {
        return CheckpointText.read(bytes, V2, read -> hasChecksum(read, TYPE_NAME));
    }

    // One development line of 1.36 took its checksums under the name with V1; both are good there.
    private static Restored<GoValue.Struct> readV1(byte[] bytes, boolean alsoNamedV1) {
        return CheckpointText.read(bytes, V1, read -> read.whole("checksum") == 0 || hasChecksum(read, TYPE_NAME)
                || (alsoNamedV1 && hasChecksum(read, TYPE_NAME + "V1")));
    }

    private static boolean hasChecksum(GoValue.Struct read, String typeName) {
        return read.whole("checksum") == CheckpointText.checksum(typeName, read);
    }

    private static Restored<MemoryState> stateOf(GoValue.Struct content, boolean podLevel, String expectedPolicy) {
        String policy = content.text("policyName");
        if (!policy.equals(expectedPolicy)) {
            return new Restored.Refused<>("[memorymanager] configured policy " + GoStrings.quote(expectedPolicy)
                    + " differs from state checkpoint policy " + GoStrings.quote(policy));
        }
        try {
            return new Restored.Loaded<>(
                    new MemoryState(policy, MemoryCheckpointParts.machineOf(content.field("machineState")),
                            MemoryCheckpointParts.assignmentsOf(content.field("entries")),
                            podLevel && content.fields().containsKey("podEntries")
                                    ? MemoryCheckpointParts.podAssignmentsOf(content.field("podEntries"))
                                    : Map.of()));
        } catch (NoSuchState e) {
            return new Restored.Refused<>(e.reason());
        }
    }
}
