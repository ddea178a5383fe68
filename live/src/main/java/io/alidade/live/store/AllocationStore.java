package io.alidade.live.store;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.checkpoint.CheckpointFile;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Disk;
import io.alidade.kube.document.DurableFiles;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/// The allocations of one node on disk, in the kubelet's checkpoint format, written by one process at a time.
///
/// [#save] returns when the node is on disk; until then nobody is told of it. A file whose text is the one written last is
/// left alone, so an event that changes nothing costs no disk access. Of several files some may be new and some old after a
/// crash between two renames; each is whole, as after a crash of the kubelet, which writes them one by one.
///
/// For one thread.
public final class AllocationStore implements AutoCloseable {
    private final CheckpointFiles files;
    private final Runnable unlock;
    private final Disk disk;
    private final Map<CheckpointFile, String> written = new EnumMap<>(CheckpointFile.class);

    private AllocationStore(CheckpointFiles files, Runnable unlock, Disk disk) {
        this.files = files;
        this.unlock = unlock;
        this.disk = disk;
    }

    /// Opens a folder for this process alone, and makes it if it is missing.
    ///
    /// @throws BadInput if another process has it, which is named, or if it cannot be written
    public static AllocationStore open(Path folder) {
        return open(folder, Disk.REAL);
    }

    /// Likewise, with the disk to which it writes step by step.
    ///
    /// @throws BadInput as above
    public static AllocationStore open(Path folder, Disk disk) {
        StoreLock lock = StoreLock.take(folder);
        CheckpointFiles files = CheckpointFiles.in(folder);
        for (CheckpointFile file : CheckpointFile.values()) {
            DurableFiles.sweep(files.path(file).resolveSibling(""));
        }
        return new AllocationStore(files, lock::close, disk);
    }

    /// The same files for a rehearsal: what is saved is compared with what was saved before, and not written.
    public AllocationStore rehearsed() {
        return new AllocationStore(files, () -> {}, Disk.NOWHERE);
    }

    /// The files, for a kubelet that starts over them.
    public CheckpointFiles files() {
        return files;
    }

    /// Brings a node to disk.
    ///
    /// @throws BadInput if a file cannot be written: then all files are as they were
    public void save(KubeletNode node) {
        save(node.checkpointTexts());
    }

    /// Brings the texts of checkpoint files to disk.
    ///
    /// @throws BadInput if a file cannot be written: then all files are as they were
    public void save(Map<CheckpointFile, String> texts) {
        Map<CheckpointFile, String> changed = new EnumMap<>(CheckpointFile.class);
        texts.forEach((file, text) -> {
            if (!text.equals(written.get(file))) {
                changed.put(file, text);
            }
        });
        if (!changed.isEmpty()) {
            // Until it is known that all of them are there, none of them counts as there.
            written.keySet().removeAll(changed.keySet());
            files.save(changed, disk);
            written.putAll(changed);
        }
    }

    /// Gives the folder back. The files stay.
    @Override
    public void close() {
        unlock.run();
    }
}
