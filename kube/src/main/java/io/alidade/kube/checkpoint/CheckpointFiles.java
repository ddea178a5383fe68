package io.alidade.kube.checkpoint;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Disk;
import io.alidade.kube.document.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The three checkpoint files of one kubelet in a folder: found, read within bounds, and replaced whole.
///
/// @param folder the kubelet's root directory, or a folder with copies
public record CheckpointFiles(Path folder, Layout layout) {
    /// The largest file that is read.
    public static final int MAX_BYTES = 16 << 20;

    private static final String PLUGIN_FOLDER = "device-plugins";

    /// Where the device checkpoint stands: in the kubelet's root directory it is one folder down.
    public enum Layout { KUBELET_ROOT, FLAT }

    /// The files in `folder`, which need not exist. The layout is flat if there is a device checkpoint beside the others and
    /// none in `device-plugins`, else the kubelet's own.
    public static CheckpointFiles in(Path folder) {
        boolean flat = Files.exists(folder.resolve(DeviceCheckpoint.FILE_NAME))
                && Files.notExists(folder.resolve(PLUGIN_FOLDER).resolve(DeviceCheckpoint.FILE_NAME));
        return new CheckpointFiles(folder, flat ? Layout.FLAT : Layout.KUBELET_ROOT);
    }

    public Path path(CheckpointFile file) {
        return file == CheckpointFile.DEVICES && layout == Layout.KUBELET_ROOT
                ? folder.resolve(PLUGIN_FOLDER).resolve(file.fileName())
                : folder.resolve(file.fileName());
    }

    /// What is left out or passed over of files that were pasted and not copied, in a sentence each; empty for files as a
    /// kubelet writes them.
    ///
    /// @throws BadInput as [#read]
    public List<String> repairs() {
        List<String> repairs = new ArrayList<>();
        for (CheckpointFile file : CheckpointFile.values()) {
            written(file).map(bytes -> PastedCheckpoint.of(file, bytes)).ifPresent(pasted -> pasted.repairs()
                    .forEach(repair -> repairs.add(path(file) + " was pasted: " + repair
                            + ". A kubelet would not read it as it is")));
        }
        return repairs;
    }

    /// The bytes of a file, without what a paste adds to it ([#repairs]); absent if there is none.
    ///
    /// @throws BadInput if it cannot be read or is larger than [#MAX_BYTES]
    public Optional<byte[]> read(CheckpointFile file) {
        return written(file).map(bytes -> PastedCheckpoint.of(file, bytes).bytes());
    }

    /// The bytes of a file; absent if there is none.
    ///
    /// @throws BadInput if it cannot be read or is larger than [#MAX_BYTES]
    private Optional<byte[]> written(CheckpointFile file) {
        Path path = path(file);
        if (Files.notExists(path)) {
            return Optional.empty();
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new BadInput(path + " is not a regular file.", "Maybe another folder was meant.");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw CheckpointText.tooLarge(path.toString());
            }
            return Optional.of(bytes);
        } catch (IOException e) {
            throw new BadInput(path + " cannot be read: " + DurableFiles.reason(e) + ".",
                    "Maybe run as the user that owns it, or read a copy.");
        }
    }

    /// Replaces the named files as [DurableFiles#replace] does: all of them or none (memory-manager 10.4).
    ///
    /// @throws BadInput if a file cannot be written
    public void save(Map<CheckpointFile, String> texts) {
        save(texts, Disk.REAL);
    }

    /// Likewise, step by step on a disk.
    ///
    /// @throws BadInput if a file cannot be written
    public void save(Map<CheckpointFile, String> texts, Disk disk) {
        Map<Path, String> byPath = new LinkedHashMap<>();
        new EnumMap<>(texts).forEach((file, text) -> byPath.put(path(file), text));
        DurableFiles.replace(byPath, disk);
    }
}
