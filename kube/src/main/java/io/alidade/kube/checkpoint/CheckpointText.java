package io.alidade.kube.checkpoint;

import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.golang.GoDump;
import io.alidade.kube.golang.GoJsonReader;
import io.alidade.kube.golang.GoStrings;
import io.alidade.kube.golang.GoType;
import io.alidade.kube.golang.GoValue;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// What the three files have in common: a structure with a checksum over its other fields, and in newer formats a text
/// `data` with a `dataChecksum` beside a copy for older kubelets.
final class CheckpointText {
    static final String CORRUPTED = "checkpoint is corrupted";
    static final GoType.Text STRING = new GoType.Text("string");
    static final GoType.Whole CHECKSUM_TYPE = new GoType.Whole("checksum.Checksum", false);
    static final GoType.Field CHECKSUM = GoType.Field.of("Checksum", "checksum", CHECKSUM_TYPE);
    static final GoType.Field DATA = GoType.Field.of("Data", "data", STRING);
    static final GoType.Field DATA_CHECKSUM = GoType.Field.of("DataChecksum", "dataChecksum", CHECKSUM_TYPE);
    static final GoValue NO_CHECKSUM = GoValue.Whole.unsigned(0);

    private CheckpointText() {}

    /// @throws BadInput for a file that is larger than any checkpoint
    static void requireBounded(String source, byte[] bytes) {
        if (bytes.length > CheckpointFiles.MAX_BYTES) {
            throw tooLarge(source);
        }
    }

    static BadInput tooLarge(String source) {
        return new BadInput(source + " is larger than " + (CheckpointFiles.MAX_BYTES >> 20)
                + " MiB, which no checkpoint of a kubelet is.", "Maybe another file was meant.");
    }

    /// Whether what whole pods hold is written beside what containers hold.
    static boolean storesPodEntries(KubeletVersion version, FeatureGates gates) {
        return version.storesPodEntries() && gates.isOn(FeatureGates.POD_LEVEL_RESOURCE_MANAGERS);
    }

    /// The checksum of the structure with its checksum field at 0, printed under a plain type name.
    static long checksum(String typeName, GoValue.Struct struct) {
        return GoDump.checksum(typeName, struct.with("checksum", NO_CHECKSUM));
    }

    static GoValue.Struct withChecksum(String typeName, GoValue.Struct struct) {
        return struct.with("checksum", GoValue.Whole.unsigned(checksum(typeName, struct)));
    }

    /// The checksum of a `data` text.
    static long dataChecksum(String data) {
        return GoDump.checksum("string", new GoValue.Text(data));
    }

    /// Reads a structure and checks its checksum.
    static Restored<GoValue.Struct> read(byte[] bytes, GoType.Struct type, Predicate<GoValue.Struct> hasGoodChecksum) {
        GoJsonReader.Decoded decoded = GoJsonReader.read(bytes, type.made());
        if (decoded.error().isPresent()) {
            return new Restored.Refused<>(decoded.error().get());
        }
        return hasGoodChecksum.test(decoded.value())
                ? new Restored.Loaded<>(decoded.value())
                : new Restored.Refused<>(CORRUPTED);
    }

    /// Reads the newest form, whose content is the text in `data`. A file that has none is left to `olderForms`; a file that
    /// has one and cannot be read is refused (cpu-manager 16.6, memory-manager 10.3).
    ///
    /// @param name `v4`, for messages
    /// @param kind `cpu manager`, for messages
    static Restored<GoValue.Struct> readData(byte[] bytes, GoType.Struct outerType, GoType.Struct dataType, String name,
            String kind, Supplier<Restored<GoValue.Struct>> olderForms) {
        GoJsonReader.Decoded outer = GoJsonReader.read(bytes, outerType.made());
        String data = outer.value().text("data");
        long checksum = outer.value().whole("dataChecksum");
        Restored<GoValue.Struct> result = outer.error().<Restored<GoValue.Struct>>map(
                error -> new Restored.Refused<>("failed to deserialize " + kind + " checkpoint: " + error))
                .orElseGet(() -> read(data.getBytes(StandardCharsets.UTF_8), dataType, _ -> true)
                        .explained(error -> "failed to deserialize " + kind + " checkpoint data: " + error)
                        .then(content -> dataChecksum(data) == checksum
                                ? new Restored.Loaded<>(content)
                                : new Restored.Refused<>(CORRUPTED)));
        if (result instanceof Restored.Loaded || !data.isEmpty() || checksum != 0) {
            return result.explained(error -> "could not load " + name + " checkpoint: " + error);
        }
        return olderForms.get();
    }

    /// The message with which the kubelet's start ends.
    static String cannotStart(String error, String manager, String path) {
        return "could not restore state from checkpoint: " + error + ", please drain this node and delete the "
                + manager
                + " checkpoint file " + GoStrings.quote(path) + " before restarting Kubelet";
    }
}
