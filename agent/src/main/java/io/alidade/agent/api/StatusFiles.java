package io.alidade.agent.api;

import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.pod.PodRecord;
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

    private final Path folder;
    private final Supplier<AgentSnapshot> snapshots;
    private final Explanations explanations;
    private final AgentLog log;
    private final Semaphore changed = new Semaphore(0);
    private final Map<Path, String> written = new HashMap<>();
    private final Set<String> explained = new HashSet<>();
    private final Thread worker = Thread.ofVirtual().name("status-files").unstarted(this::work);
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean closed;

    public StatusFiles(Path folder, Supplier<AgentSnapshot> snapshots, Explanations explanations, AgentLog log) {
        this.folder = folder;
        this.snapshots = snapshots;
        this.explanations = explanations;
        this.log = log;
    }

    /// Begins to write; what a former process left is removed.
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
            removeOthers(Set.of());
            while (!closed) {
                changed.acquire();
                // Decisions go first: of many, all at once.
                boolean _ = end.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                changed.drainPermits();
                try {
                    write(snapshots.get());
                } catch (RuntimeException failure) {
                    log.warn("status-files", Value.mapping().with("problem", String.valueOf(failure)));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            log.warn("status-files", Value.mapping().with("problem",
                    folder + " cannot be written: " + DurableFiles.reason(failure)
                            + "; no status is written any more"));
        }
    }

    private void write(AgentSnapshot snapshot) throws IOException {
        Set<Path> wanted = new HashSet<>();
        for (PodRecord record : snapshot.records()) {
            String name = record.pod().manifest().request().namespace() + "_"
                    + record.pod().manifest().request().name();
            put(wanted, folder.resolve(name + STATUS),
                    () -> DocumentWriter.toJson(PodDocument.of(record, snapshot)), false);
            if (!record.isActive()) {
                put(wanted, folder.resolve(name + WHY), () -> DocumentWriter
                        .toJson(ExplanationDocument.of(explanations.machine(), explanations.of(record, snapshot))),
                        !explained.add(record.pod().uid()));
            }
        }
        removeOthers(wanted);
        explained.retainAll(new HashSet<>(snapshot.pods().names()));
    }

    private void put(Set<Path> wanted, Path file, Supplier<String> text, boolean isKnown) throws IOException {
        wanted.add(file);
        if (isKnown && written.containsKey(file)) {
            return;
        }
        String now = text.get();
        if (!now.equals(written.get(file))) {
            Files.createDirectories(folder);
            Path temporary = folder.resolve("." + file.getFileName());
            Files.writeString(temporary, now);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            written.put(file, now);
        }
    }

    private void removeOthers(Set<Path> wanted) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> !wanted.contains(file)).toList()) {
                Files.deleteIfExists(file);
                written.remove(file);
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
