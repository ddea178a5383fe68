package io.alidade.agent;

import io.alidade.agent.decision.DecisionThread;
import io.alidade.agent.decision.NodeDesk;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.ManifestFolder;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.agent.pod.PodRecord;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Brings the pods of the folder of manifests to the decision thread, and takes those away whose file is gone.
final class ManifestWatch implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Optional<ManifestFolder> folder;
    private final DecisionThread thread;
    private final NodeDesk desk;
    private final AgentLog log;
    private final InstantSource clock;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread watcher = Thread.ofVirtual().name("manifests").unstarted(this::watch);
    private String lastProblem = "";
    /// Pods whose file is gone, and which could not be removed.
    private final Set<String> unremoved = ConcurrentHashMap.newKeySet();

    ManifestWatch(Optional<Path> folder, DecisionThread thread, NodeDesk desk, AgentLog log, InstantSource clock) {
        this.folder = folder.map(ManifestFolder::new);
        this.thread = thread;
        this.desk = desk;
        this.log = log;
        this.clock = clock;
    }

    /// Looks at the folder for the first time, and from now on again and again. Pods that came from a file which does not
    /// hold them any more are removed.
    ///
    /// @throws BadInput if the folder cannot be read
    void start(List<PodRecord> known) {
        if (folder.isEmpty()) {
            return;
        }
        ManifestFolder.Changes first = folder.get().look(clock.instant());
        Set<String> present = first.appeared().stream().map(AgentPod::uid).collect(Collectors.toSet());
        if (!first.unsettled() && first.problems().isEmpty()) {
            known.stream().filter(pod -> pod.pod().origin() instanceof PodOrigin.ManifestFile)
                    .map(pod -> pod.pod().uid()).filter(uid -> !present.contains(uid))
                    .forEach(this::remove);
        }
        take(first);
        watcher.start();
    }

    private void watch() {
        try {
            while (!end.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                Set.copyOf(unremoved).forEach(this::remove);
                try {
                    take(folder.orElseThrow().look(clock.instant()));
                    lastProblem = "";
                } catch (BadInput problem) {
                    if (!lastProblem.equals(problem.getMessage())) {
                        lastProblem = String.valueOf(problem.getMessage());
                        say(problem);
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(ManifestFolder.Changes changes) {
        changes.problems().forEach(this::say);
        changes.gone().forEach(this::remove);
        for (AgentPod pod : changes.appeared()) {
            boolean _ = unremoved.remove(pod.uid());
            CompletableFuture<?> _ = thread.follow(() -> desk.submit(pod)).whenComplete((_, failure) -> {
                if (failure != null) {
                    say(failure);
                }
            });
        }
    }

    /// What cannot be removed now is removed later.
    private void remove(String uid) {
        CompletableFuture<?> _ = thread.follow(() -> desk.remove(uid)).whenComplete((_, failure) -> {
            if (failure == null) {
                boolean _ = unremoved.remove(uid);
            } else if (!(cause(failure) instanceof BadInput problem)) {
                say(failure);
            } else if (unremoved.add(uid)) {
                log.warn("not-stored", Value.mapping().with("uid", uid)
                        .with("problem", String.valueOf(problem.getMessage()))
                        .with("instead", "the pod is removed as soon as that can be written"));
            }
        });
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null ? wrapped.getCause()
                : failure;
    }

    private void say(Throwable failure) {
        switch (cause(failure)) {
            case BadInput problem -> say(problem);
            case RejectedExecutionException _ -> {
                // The agent ends.
            }
            case Throwable other -> log.warn("step-failed", Value.mapping().with("problem", String.valueOf(other)));
        }
    }

    private void say(BadInput problem) {
        log.warn("manifest-unusable", Value.mapping().with("problem", String.valueOf(problem.getMessage()))
                .with("cure", problem.cure()));
    }

    @Override
    public void close() {
        end.countDown();
    }
}
