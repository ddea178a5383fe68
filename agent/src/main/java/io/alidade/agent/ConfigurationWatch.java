package io.alidade.agent;

import io.alidade.agent.decision.DecisionThread;
import io.alidade.agent.decision.NodeDesk;
import io.alidade.agent.decision.Reconfiguration;
import io.alidade.agent.log.AgentLog;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Value;
import io.alidade.live.source.FoundNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/// Looks every second whether the configuration has changed. A new one holds for the pods that run, without restarting one; or,
/// if one of them would not fit, for nobody.
final class ConfigurationWatch implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ConfigurationSource source;
    private final Function<FoundNode, KubeletNode> fresh;
    private final DecisionThread thread;
    private final NodeDesk desk;
    private final Consumer<FoundNode> taken;
    private final AgentLog log;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread watcher = Thread.ofVirtual().name("configuration").unstarted(this::watch);
    private Map<Path, Seen> seen;

    /// A file as it was seen: one that is written anew has another time, another length or another inode.
    private record Seen(FileTime time, long bytes, String key) {}

    /// @param fresh makes a node without pods of what was read; fails with [BadInput]
    /// @param taken is told of the configuration that holds from now on
    ConfigurationWatch(ConfigurationSource source, Function<FoundNode, KubeletNode> fresh, DecisionThread thread,
            NodeDesk desk, Consumer<FoundNode> taken, AgentLog log) {
        this.source = source;
        this.fresh = fresh;
        this.thread = thread;
        this.desk = desk;
        this.taken = taken;
        this.log = log;
        this.seen = look();
    }

    void start() {
        watcher.start();
    }

    private void watch() {
        try {
            while (!end.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                Map<Path, Seen> now = look();
                // Of a file that is being replaced there is a moment with none.
                if (!now.equals(seen) && !now.isEmpty()) {
                    seen = now;
                    take();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<Path, Seen> look() {
        Map<Path, Seen> files = new TreeMap<>();
        try (Stream<Path> below = Files.isDirectory(source.configuration()) ? Files.list(source.configuration())
                : Stream.of(source.configuration())) {
            for (Path file : below.toList()) {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                files.put(file, new Seen(attributes.lastModifiedTime(), attributes.size(),
                        String.valueOf(attributes.fileKey())));
            }
        } catch (IOException | UncheckedIOException _) {
            return Map.of();
        }
        return files;
    }

    private void take() {
        try {
            FoundNode node = source.read();
            KubeletNode start = fresh.apply(node);
            Reconfiguration made = thread.call(() -> {
                Reconfiguration planned = desk.reconfigure(start);
                if (planned.isPossible()) {
                    taken.accept(node);
                }
                return planned;
            }).join();
            if (made.isPossible()) {
                log.info("configuration-changed", Value.mapping().with("moved", made.moves().size()));
            } else {
                log.warn("configuration-refused", Value.mapping().with("refusals", Value.texts(made.refusals().stream()
                        .map(pod -> pod.pod() + ": " + pod.reason() + ": " + pod.message()).toList()))
                        .with("instead", "the former one holds"));
            }
        } catch (BadInput problem) {
            say(problem.getMessage(), problem.cure());
        } catch (CompletionException failure) {
            say(String.valueOf(failure.getCause()), "");
        }
    }

    private void say(String problem, String cure) {
        log.warn("configuration-unusable", Value.mapping().with("problem", problem).with("cure", cure)
                .with("instead", "the former one holds"));
    }

    @Override
    public void close() {
        end.countDown();
    }
}
