package io.alidade.agent.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Samples;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.pod.PodRecords;
import io.alidade.agent.settings.Profile;
import io.alidade.engine.allocation.PodHoldings;
import io.alidade.engine.device.Device;
import io.alidade.engine.mask.CpuSet;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.document.Disk;
import io.alidade.live.source.FoundNode;
import io.alidade.live.store.AllocationStore;
import io.alidade.testkit.Property;
import io.alidade.testkit.Randomness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The power fails at any step of bringing decisions to disk, 10,000 times: nobody was told what is not there afterwards, and
/// nothing is there twice.
class CrashPointsTest {
    private static final int STORIES = 500;
    private static final int CRASHES = 20;
    /// They bring a few decisions to disk.
    private static final int MAX_STEPS = 40;
    private static final String GPU = "example.com/gpu";
    private static final String MEMORY = """
            memoryManagerPolicy: Static
            reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}, {numaNode: 1, limits: {memory: 1Gi}}]
            systemReserved: {memory: 1948Mi}
            """;
    private static final List<Device> GPUS = List.of(gpu("a", 0), gpu("b", 0), gpu("c", 1), gpu("d", 1));

    @TempDir
    Path folder = Path.of("");

    private final FoundNode machine = Samples.node(MEMORY);
    private int stories;

    private static Device gpu(String id, int numaNode) {
        return new Device(GPU, id, Optional.of(List.of(numaNode)), true);
    }

    /// What was answered last for each pod: what it holds, or that it is gone.
    private static final class Answers {
        private final Map<String, Optional<PodHoldings>> byUid = new TreeMap<>();
        /// Something was asked for it, and not answered.
        private final Set<String> open = new HashSet<>();
    }

    /// The desk between two crashes.
    private final class Life implements AutoCloseable {
        private final AllocationStore store;
        private final NodeDesk desk;
        private final List<String> log = new ArrayList<>();
        private AgentSnapshot snapshot;

        Life(Path state, Disk disk) {
            store = AllocationStore.open(state, disk);
            KubeletNode start = switch (KubeletNode.start(machine.machine(), machine.configuration(),
                    machine.version(), store.files(), Profile.SAFE.faults())) {
                case KubeletStart.Started started -> started.node();
                case KubeletStart.Refused refused -> throw new AssertionError("unreadable: " + refused);
            };
            snapshot = AgentSnapshot.of(start);
            PodRecords records = new PodRecords(state.resolve("pods"), disk);
            desk = new NodeDesk(start, store, records, Profile.SAFE,
                    new AgentLog(log::add, LogFormat.TEXT, InstantSource.system()), InstantSource.system(),
                    Runnable::run, next -> snapshot = next);
            desk.ask(new AnsweringPlugins());
            try {
                PodRecords.Found found = records.read();
                assertThat(found.problems()).isEmpty();
                desk.restore(found.records());
                desk.devicesReported(GPU, GPUS, GPUS.size());
            } catch (RuntimeException | AssertionError failure) {
                store.close();
                throw failure;
            }
        }

        Optional<PodHoldings> holds(String uid) {
            return snapshot.pods().find(uid).filter(PodRecord::isActive)
                    .map(_ -> snapshot.node().node().holdings(uid));
        }

        @Override
        public void close() {
            store.close();
        }
    }

    /// Plugins that give what they are asked for.
    private static final class AnsweringPlugins implements QuietPlugins {
        @Override
        public CompletableFuture<String> allocate(String resource, List<String> ids) {
            return CompletableFuture.completedFuture("CgoKA0dQVRIDeWVz");
        }
    }

    private static void act(Randomness random, Life life, Answers answers, int number) {
        List<String> known = life.snapshot.pods().names();
        if (known.size() > 2 && random.flip()) {
            String uid = random.pick(known);
            answers.open.add(uid);
            if (answer(life.desk.remove(uid))) {
                answers.byUid.put(uid, Optional.empty());
                answers.open.remove(uid);
            }
            return;
        }
        AgentPod pod = Samples.pod("p" + number,
                "cpu: " + random.between(1, 3) + ", memory: " + random.between(1, 4) + "Gi"
                        + (random.flip() ? ", " + GPU + ": " + random.between(1, 2) : ""));
        answers.open.add(pod.uid());
        PodRecord record = answer(life.desk.submit(pod));
        answers.byUid.put(pod.uid(), record.isActive() ? Optional.of(record.holdings()) : Optional.empty());
        answers.open.remove(pod.uid());
    }

    /// Who waits for an answer of a plugin swallows that the power failed.
    private static <T> T answer(CompletableFuture<T> future) {
        if (!future.isDone()) {
            throw new CutDisk.Cut();
        }
        return future.join();
    }

    private static void check(Life life, Answers answers) {
        answers.byUid.forEach((uid, held) -> {
            if (!answers.open.contains(uid)) {
                assertThat(life.holds(uid)).as("what was answered for %s", uid).isEqualTo(held);
            }
        });
        CpuSet given = CpuSet.EMPTY;
        Set<String> devices = new HashSet<>();
        for (String uid : life.snapshot.pods().names()) {
            PodHoldings held = life.snapshot.node().node().holdings(uid);
            assertThat(held.allCpus().intersects(given)).as("a CPU of %s is given twice", uid).isFalse();
            given = given.or(held.allCpus());
            held.devices().forEach(entry -> entry.deviceIds().values()
                    .forEach(ids -> ids.forEach(id -> assertThat(devices.add(id)).as("%s twice", id).isTrue())));
        }
        // That blocks of memory add up was checked when the node started.
        assertThat(given.intersects(life.snapshot.node().node().allocations().cpus().sharedCpus())).isFalse();
        assertThat(life.log).noneMatch(line -> line.contains("pod-unknown") || line.contains("pod-moved")
                || line.contains("pod-not-kept") || line.contains("not-stored"));
    }

    /// What was not answered is now what it is.
    private static void settle(Life life, Answers answers) {
        answers.open.forEach(uid -> answers.byUid.put(uid, life.holds(uid)));
        answers.open.clear();
    }

    /// A life that ends when the power fails.
    private void live(Randomness random, Path state, Disk disk, Answers answers, int firstPod) {
        try (Life life = new Life(state, disk)) {
            check(life, answers);
            settle(life, answers);
            for (int pod = firstPod;; pod++) {
                act(random, life, answers, pod);
            }
        }
    }

    @Test
    void power_thatFailsAtAnyStep_losesNothingThatWasAnsweredAndGivesNothingTwice() {
        Property.check("crash points", STORIES, random -> {
            Path state = Files.createDirectory(folder.resolve("state" + stories++));
            Answers answers = new Answers();
            for (int crash = 0; crash < CRASHES; crash++) {
                CutDisk disk = new CutDisk(random, random.between(0, MAX_STEPS));
                try {
                    live(random, state, disk, answers, crash * MAX_STEPS);
                } catch (CutDisk.Cut _) {
                    disk.fail();
                }
            }
            try (Life life = new Life(state, Disk.REAL)) {
                check(life, answers);
            }
        });
    }
}
