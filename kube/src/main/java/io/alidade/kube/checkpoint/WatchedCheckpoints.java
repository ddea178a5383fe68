package io.alidade.kube.checkpoint;

import io.alidade.kube.document.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Checkpoints that are read again and again while a kubelet writes them. Files that are the same ones as the last time are not
/// read again: a kubelet replaces a file, so that another state is another file. For one thread.
public final class WatchedCheckpoints {
    private final Path folder;
    private List<Identity> seen = List.of();
    private Optional<WrittenCheckpoints> last = Optional.empty();
    private long states;

    /// @param key of the file in its file system; empty where there is none
    private record Identity(Path path, String key, FileTime modified, long size) {
        static Identity of(Path path) {
            try {
                BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
                return new Identity(path, String.valueOf(file.fileKey()), file.lastModifiedTime(), file.size());
            } catch (IOException _) {
                return new Identity(path, "", FileTime.fromMillis(0), 0);
            }
        }
    }

    /// @param folder as [CheckpointFiles#in] takes it
    public WatchedCheckpoints(Path folder) {
        this.folder = folder;
    }

    /// The checkpoints as they are now.
    ///
    /// @throws BadInput as [WrittenCheckpoints#read]
    public WrittenCheckpoints read() {
        CheckpointFiles files = CheckpointFiles.in(folder);
        // Before they are read: a file that is replaced meanwhile is another one the next time.
        List<Identity> now = Arrays.stream(CheckpointFile.values()).map(file -> Identity.of(files.path(file))).toList();
        if (last.isEmpty() || !now.equals(seen)) {
            last = Optional.of(WrittenCheckpoints.read(files));
            seen = now;
            states++;
        }
        return last.get();
    }

    /// How many states were read: if it is the same number, [#read] gave the same.
    public long states() {
        return states;
    }
}
