package io.alidade.kube.checkpoint;

import io.alidade.engine.device.DeviceState;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.engine.device.HeldDevices;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.table.NamedTable;
import io.alidade.kube.golang.GoDump;
import io.alidade.kube.golang.GoJsonReader;
import io.alidade.kube.golang.GoJsonWriter;
import io.alidade.kube.golang.GoType;
import io.alidade.kube.golang.GoValue;
import io.alidade.kube.golang.NoSuchState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The file `kubelet_internal_checkpoint` (device-manager 9); one format for all versions.
public final class DeviceCheckpoint {
    public static final String FILE_NAME = "kubelet_internal_checkpoint";

    private static final GoType.Text STRING = CheckpointText.STRING;
    private static final GoType.Items STRINGS = new GoType.Items("[]string", STRING);
    private static final GoType.Table PER_NUMA_NODE = new GoType.Table("checkpoint.DevicesPerNUMA",
            Optional.of("int64"), STRINGS);
    private static final GoType.Struct ENTRY = GoType.Struct.of("checkpoint.PodDevicesEntry",
            GoType.Field.of("PodUID", "PodUID", STRING), GoType.Field.of("ContainerName", "ContainerName", STRING),
            GoType.Field.of("ResourceName", "ResourceName", STRING),
            GoType.Field.of("DeviceIDs", "DeviceIDs", PER_NUMA_NODE),
            GoType.Field.of("AllocResp", "AllocResp", new GoType.Bytes()));
    private static final GoType.Items ENTRIES = new GoType.Items("[]checkpoint.PodDevicesEntry", ENTRY);
    private static final GoType.Table REGISTERED = GoType.Table.withTextKeys("map[string][]string", STRINGS);
    private static final GoType.Struct DATA = GoType.Struct.of("checkpoint.checkpointData",
            GoType.Field.of("PodDeviceEntries", "PodDeviceEntries", ENTRIES),
            GoType.Field.of("RegisteredDevices", "RegisteredDevices", REGISTERED));
    private static final GoType.Struct FILE = GoType.Struct.of("checkpoint.Data", GoType.Field.of("Data", "Data", DATA),
            GoType.Field.of("Checksum", "Checksum", CheckpointText.CHECKSUM_TYPE));

    /// What the kubelet goes on with: it starts with empty tables where it cannot read the file, and only logs why.
    ///
    /// @param warning the logged error; the state is then empty
    public record Outcome(DeviceState state, Optional<String> warning) {
        private static Outcome empty(String warning) {
            return new Outcome(new DeviceState(List.of(), Map.of()), Optional.of(warning));
        }
    }

    private DeviceCheckpoint() {}

    /// The text that the kubelet writes, without a line end. Entries and ids keep their order, which is part of the checksum.
    ///
    /// @throws IllegalArgumentException if an allocation response is not base64
    public static String toText(DeviceState state) {
        List<GoValue> entries = new ArrayList<>(state.podEntries().size());
        state.podEntries().forEach(devices -> entries.add(entry(devices)));
        Map<String, GoValue> registered = new HashMap<>();
        state.registeredDevices().forEach((resource, ids) -> registered.put(resource, texts(ids)));
        return toText(entries.isEmpty() ? new GoValue.Nil() : GoValue.Items.of(entries), REGISTERED.value(registered));
    }

    /// Likewise of parts that were made before, and perhaps written.
    static String toText(GoValue entries, GoValue registered) {
        GoValue data = DATA.value(entries, registered);
        return GoJsonWriter.write(FILE.value(data, GoValue.Whole.unsigned(checksum(data))));
    }

    /// The entries of a pod.
    static GoValue.Written entries(String pod, NamedTable<NamedTable<HeldDevices>> containers) {
        List<GoValue.Written> entries = new ArrayList<>();
        containers.forEach((container, byResource) -> byResource.forEach((resource, held) -> entries
                .add(GoValue.Written.of(entry(new PodDevices(pod, container, resource, held.byNumaNode(),
                        held.allocationResponse()))))));
        return GoValue.Written.run(entries);
    }

    /// The entry of a resource among the registered devices.
    static GoValue.Written entry(String resource, List<String> ids) {
        return GoValue.Written.entry(resource, texts(ids));
    }

    private static GoValue.Struct entry(PodDevices devices) {
        Map<String, GoValue> ids = new HashMap<>();
        devices.deviceIds().forEach((numaNode, list) -> ids.put(Integer.toString(numaNode), texts(list)));
        return ENTRY.value(new GoValue.Text(devices.podUid()), new GoValue.Text(devices.containerName()),
                new GoValue.Text(devices.resource()), PER_NUMA_NODE.value(ids),
                new GoValue.Bytes(devices.allocationResponse()));
    }

    private static GoValue texts(List<String> texts) {
        return GoValue.Items.of(texts.stream().map(GoValue.Text::new).toList());
    }

    private static long checksum(GoValue data) {
        return GoDump.checksum(DATA.goName(), data);
    }

    /// Restores the state as the kubelet does at its start.
    ///
    /// Whether an allocation response is a message of the plugin's interface is not looked at here ([#undecodable]).
    ///
    /// @throws io.alidade.kube.document.BadInput if the file is too large to be a checkpoint
    public static Outcome parse(String source, byte[] bytes) {
        CheckpointText.requireBounded(source, bytes);
        GoJsonReader.Decoded decoded = GoJsonReader.read(bytes, FILE.made());
        if (decoded.error().isPresent()) {
            return Outcome.empty(decoded.error().get());
        }
        GoValue.Struct data = decoded.value().field("Data").asStruct();
        if (decoded.value().whole("Checksum") != checksum(data)) {
            return Outcome.empty(CheckpointText.CORRUPTED);
        }
        try {
            Map<String, List<String>> registered = new HashMap<>();
            data.table("RegisteredDevices").forEach((resource, ids) -> registered.put(resource, textsOf(ids)));
            List<PodDevices> entries = data.items("PodDeviceEntries").stream().map(entry -> devicesOf(entry.asStruct()))
                    .toList();
            return new Outcome(new DeviceState(entries, registered), Optional.empty());
        } catch (NoSuchState e) {
            return Outcome.empty(e.reason());
        }
    }

    /// The entries that a kubelet leaves out when it starts, and only logs that: it cannot decode what a plugin answered.
    public static List<PodDevices> undecodable(DeviceState state, KubeletVersion version) {
        return state.podEntries().stream()
                .filter(entry -> !PluginAnswer.isDecodable(entry.allocationResponse(), version)).toList();
    }

    private static PodDevices devicesOf(GoValue.Struct entry) {
        Map<Integer, List<String>> ids = new HashMap<>();
        entry.table("DeviceIDs").forEach((numaNode, list) -> {
            long id = Long.parseLong(numaNode);
            if (id != (int) id) {
                throw new NoSuchState("there is no NUMA node " + numaNode);
            }
            ids.put((int) id, textsOf(list));
        });
        String response = entry.field("AllocResp") instanceof GoValue.Bytes(String base64) ? base64 : "";
        return new PodDevices(entry.text("PodUID"), entry.text("ContainerName"), entry.text("ResourceName"), ids,
                response);
    }

    private static List<String> textsOf(GoValue texts) {
        return texts.asItems().stream().map(GoValue::asText).toList();
    }
}
