package io.alidade.agent.shadow;

import io.alidade.kube.checkpoint.CheckpointFile;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Waits until a kubelet has written one of its checkpoint files, which it replaces by renaming.
final class CheckpointWatch implements AutoCloseable {
    private static final List<String> FILES = Arrays.stream(CheckpointFile.values()).map(CheckpointFile::fileName)
            .toList();
    /// A kubelet writes several files for one pod.
    private static final long SETTLE_MILLIS = 20;

    private final WatchService watch;

    /// @param folder the kubelet's own
    /// @throws IOException if the kernel does not let it be watched
    CheckpointWatch(Path folder) throws IOException {
        this.watch = FileSystems.getDefault().newWatchService();
        try {
            for (Path place : List.of(folder, folder.resolve("device-plugins"))) {
                if (Files.isDirectory(place)) {
                    WatchKey _ = place.register(watch, StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY);
                }
            }
        } catch (IOException failure) {
            watch.close();
            throw failure;
        }
    }

    /// Waits for a file to be written, and no longer than this.
    void await(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (true) {
            Optional<WatchKey> key = Optional
                    .ofNullable(watch.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS));
            if (key.isEmpty()) {
                return;
            }
            boolean isOne = key.get().pollEvents().stream().anyMatch(CheckpointWatch::isCheckpoint);
            boolean _ = key.get().reset();
            if (isOne) {
                Thread.sleep(SETTLE_MILLIS);
                return;
            }
        }
    }

    private static boolean isCheckpoint(WatchEvent<?> event) {
        return event.kind().equals(StandardWatchEventKinds.OVERFLOW)
                || FILES.contains(String.valueOf(event.context()));
    }

    @Override
    public void close() {
        try {
            watch.close();
        } catch (IOException _) {
            // The kernel takes it back at the end of the process.
        }
    }
}
