package io.alidade.agent.api;

import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.pod.ContainerState;
import io.alidade.agent.pod.PodRecord;
import io.alidade.engine.ContainerPlacement;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.DurableFiles;
import io.alidade.kube.document.Value;
import io.alidade.view.ExplanationDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What became of each pod, as files for people and scripts: `NAMESPACE_NAME.json` for each, and beside it, of a refused
/// one, `NAMESPACE_NAME.why.json`. They follow the decisions after a moment, and are not what a restart begins with.
public final class StatusFiles implements AutoCloseable {
    private static final String STATUS = ".json";
    private static final String WHY = ".why.json";
    private static final long PAUSE_MILLIS = 250;
    /// Until what could not be written is tried again.
    private static final long RETRY_MILLIS = 1_000;

    private final Path folder;
    private final Supplier<AgentSnapshot> snapshots;
    private final Explanations explanations;
    private final AgentLog log;
    private final Semaphore changed = new Semaphore(0);
    private final Map<Path, Object> written = new HashMap<>();
    private final Thread worker = Thread.ofVirtual().name("status-files").unstarted(this::work);
    private final CountDownLatch end = new CountDownLatch(1);
    private boolean isSwept;
    private boolean isTold;
    private volatile boolean closed;

    public StatusFiles(Path folder, Supplier<AgentSnapshot> snapshots, Explanations explanations, AgentLog log) {
        this.folder = folder;
        this.snapshots = snapshots;
        this.explanations = explanations;
        this.log = log;
    }

    /// Begins to write; what a former process left is written over, or removed.
    public void start() {
        worker.start();
        changed();
    }

    /// The snapshot is another.
    public void changed() {
        changed.release();
    }

    private void work() {
        try {
            while (!closed) {
                changed.acquire();
                // Decisions go first: of many, all at once.
                boolean _ = end.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                changed.drainPermits();
                try {
                    write(snapshots.get());
                    isTold = false;
                } catch (RuntimeException failure) {
                    log.warn("status-files", Value.mapping().with("problem", String.valueOf(failure)));
                } catch (IOException failure) {
                    notWritten(failure);
                    boolean _ = end.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
                    changed();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void notWritten(IOException failure) {
        if (!isTold) {
            log.warn("status-files", Value.mapping()
                    .with("problem", folder + " cannot be written: " + DurableFiles.reason(failure))
                    .with("instead", "it is tried again every second"));
            isTold = true;
        }
    }

    private void write(AgentSnapshot snapshot) throws IOException {
        Set<Path> wanted = new HashSet<>();
        for (PodRecord record : snapshot.records()) {
            String name = record.pod().manifest().request().namespace() + "_"
                    + record.pod().manifest().request().name();
            put(wanted, folder.resolve(name + STATUS), Shown.of(record, snapshot),
                    () -> PodDocument.of(record, snapshot));
            if (!record.isActive()) {
                // The reasons of a refusal stay, also those that a former process has found.
                Path why = folder.resolve(name + WHY);
                if (!isSwept && isOf(record, why)) {
                    written.put(why, record.pod().uid());
                }
                put(wanted, why, record.pod().uid(),
                        () -> ExplanationDocument.of(explanations.machine(), explanations.of(record, snapshot)));
            }
        }
        removeOthers(wanted);
    }

    /// Whether a file was written after a pod had come into its phase.
    private static boolean isOf(PodRecord record, Path file) throws IOException {
        return Files.exists(file) && Files.size(file) > 0
                && Files.getLastModifiedTime(file).toInstant().isAfter(record.since());
    }

    /// What of a snapshot is in a pod's file.
    private record Shown(PodRecord record, List<ContainerPlacement> placements, Map<String, ContainerState> states) {
        static Shown of(PodRecord record, AgentSnapshot snapshot) {
            return new Shown(record, snapshot.placements(record),
                    snapshot.containers().orElse(record.pod().uid(), Map.of()));
        }
    }

    /// @param what is in it: of a file that holds it already nothing is written
    private void put(Set<Path> wanted, Path file, Object what, Supplier<Value> document) throws IOException {
        wanted.add(file);
        if (!what.equals(written.get(file))) {
            Files.createDirectories(folder);
            Path temporary = folder.resolve("." + file.getFileName());
            Files.writeString(temporary, DocumentWriter.toJson(document.get()));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            written.put(file, what);
        }
    }

    private void removeOthers(Set<Path> wanted) throws IOException {
        if (!isSwept) {
            sweep(wanted);
            isSwept = true;
        }
        for (Path file : List.copyOf(written.keySet())) {
            if (!wanted.contains(file)) {
                Files.deleteIfExists(file);
                written.remove(file);
            }
        }
    }

    /// Removes what a former process left.
    private void sweep(Set<Path> wanted) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> !wanted.contains(file)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        end.countDown();
        changed();
        try {
            worker.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
