package io.alidade.live.measure;

import io.alidade.kube.document.BadInput;
import io.alidade.linux.observe.MemoryUse;
import io.alidade.linux.observe.ProcessMemory;
import io.alidade.linux.process.ChildrenTime;
import io.alidade.linux.process.CpuAffinity;
import io.alidade.linux.process.MemoryBinding;
import io.alidade.linux.process.NumaCounters;
import io.alidade.linux.process.SystemCallFailed;
import io.alidade.live.measure.CommandResult.Trial;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs a command in several places, in turn, and takes the time.
///
/// Standard input is empty, standard output is thrown away, and standard error is this process's. One run before the others
/// counts for nothing: it brings files into the cache.
public final class CommandMeasurement {
    private static final Path ROOT = Path.of("/");
    private static final long FIRST_LOOK_MILLIS = 50;
    private static final int MAX_COMMAND_CHARACTERS = 200;

    private final List<String> command;
    private final List<CommandPlace> places;
    private final int rounds;
    private final Optional<Duration> time;
    private final Pace pace;
    private final Set<String> notes = new LinkedHashSet<>();
    private final Map<CommandPlace.Kind, Gathered> gathered = new EnumMap<>(CommandPlace.Kind.class);

    /// What the rounds of one place gave.
    private static final class Gathered {
        private final List<Double> seconds = new ArrayList<>();
        private final List<Double> processorSeconds = new ArrayList<>();
        private Map<Integer, Long> ownBytes = Map.of();
        private final Map<Integer, Map<String, Long>> counters = new TreeMap<>();

        void add(One one) {
            seconds.add(one.seconds);
            processorSeconds.add(one.processorSeconds);
            if (sum(one.ownBytes) > sum(ownBytes)) {
                ownBytes = one.ownBytes;
            }
            one.counters.counts().forEach((numaNode, own) -> own.forEach((name, count) -> counters
                    .computeIfAbsent(numaNode, _ -> new TreeMap<>()).merge(name, count, Long::sum)));
        }
    }

    /// What one run gave.
    private record One(double seconds, double processorSeconds, Map<Integer, Long> ownBytes, NumaCounters counters) {}

    /// @param places to compare, the aligned one first
    /// @param time   after which no more runs begin; without it, all do
    public CommandMeasurement(List<String> command, List<CommandPlace> places, int rounds, Optional<Duration> time,
            Pace pace) {
        this.command = List.copyOf(command);
        this.places = List.copyOf(places);
        this.rounds = rounds;
        this.time = time;
        this.pace = pace;
    }

    private static long sum(Map<Integer, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Runs it.
    ///
    /// @throws BadInput if it cannot be started, or does not end with code 0
    public CommandResult measure() {
        long start = System.nanoTime();
        long all = 1L + (long) rounds * places.size();
        long done = 0;
        pace.at(0, all);
        boolean goesOn = run(places.getFirst()).isPresent();
        for (int round = 0; round < rounds && goesOn; round++) {
            for (int turn = 0; turn < places.size() && goesOn; turn++) {
                pace.at(++done, all);
                if (time.isPresent() && System.nanoTime() - start > time.get().toNanos()) {
                    notes.add("the time was over after " + (done - 1) + " of " + (all - 1)
                            + " runs. A longer --time gives all.");
                    goesOn = false;
                } else {
                    // Nobody is always the first, or always after the same one.
                    CommandPlace place = places.get((round + turn) % places.size());
                    Optional<One> one = run(place);
                    one.ifPresent(own -> gathered.computeIfAbsent(place.kind(), _ -> new Gathered()).add(own));
                    goesOn = one.isPresent();
                }
            }
        }
        return result();
    }

    private CommandResult result() {
        List<Trial> trials = new ArrayList<>();
        for (CommandPlace place : places) {
            Optional.ofNullable(gathered.get(place.kind())).ifPresent(all -> trials.add(new Trial(place,
                    new Spread(all.seconds), all.processorSeconds, all.ownBytes, all.counters)));
        }
        String text = String.join(" ", command);
        return new CommandResult(text.substring(0, Math.min(text.length(), MAX_COMMAND_CHARACTERS)), rounds, trials,
                List.copyOf(notes));
    }

    /// One run; nothing if somebody wants it to end.
    private Optional<One> run(CommandPlace place) {
        if (!pace.lasts()) {
            return Optional.empty();
        }
        NumaCounters before = NumaCounters.read(ROOT);
        Duration processorBefore = ChildrenTime.soFar();
        try (PinnedThread thread = new PinnedThread(place.cpus())) {
            long start = System.nanoTime();
            Process process = thread.run(() -> start(place));
            Map<Integer, Long> ownBytes = watch(process);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (!pace.lasts()) {
                return Optional.empty();
            }
            if (process.exitValue() != 0) {
                throw new BadInput("'" + command.getFirst() + "' ended with code " + process.exitValue() + " in place "
                        + place.kind().wireName() + ", so its time says nothing.",
                        "Give a command that does its work and ends with code 0.");
            }
            return Optional.of(new One(seconds, ChildrenTime.soFar().minus(processorBefore).toNanos() / 1e9, ownBytes,
                    NumaCounters.read(ROOT).since(before)));
        }
    }

    /// In the thread whose CPUs and memory policy the command inherits.
    private Process start(CommandPlace place) {
        CpuAffinity.confine(place.cpus());
        try {
            MemoryBinding.Strength strength = place.memory().isEmpty() ? MemoryBinding.Strength.ANYWHERE
                    : MemoryBinding.Strength.PREFERRED;
            new MemoryBinding(strength, place.memory()).apply();
        } catch (SystemCallFailed failure) {
            notes.add("memory is not bound to NUMA nodes: " + failure.reason()
                    + ". Maybe a seccomp profile of a container does not let set_mempolicy through.");
        }
        try {
            Process process = new ProcessBuilder(command).redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.INHERIT).start();
            process.getOutputStream().close();
            return process;
        } catch (IOException failure) {
            throw new BadInput("'" + command.getFirst() + "' cannot be run: " + failure.getMessage() + ".",
                    "Check its name, its permissions, and PATH.");
        }
    }

    /// Waits for its end. Looks are ever farther apart, for they hold the process up.
    private Map<Integer, Long> watch(Process process) {
        Map<Integer, Long> largest = Map.of();
        long pause = FIRST_LOOK_MILLIS;
        try {
            while (!process.waitFor(pause, TimeUnit.MILLISECONDS)) {
                if (!pace.lasts()) {
                    Stream.concat(process.descendants(), Stream.of(process.toHandle())).forEach(ProcessHandle::destroy);
                } else {
                    Map<Integer, Long> now = ownBytes(process);
                    largest = sum(now) >= sum(largest) ? now : largest;
                    pause *= 2;
                }
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        return largest;
    }

    private static Map<Integer, Long> ownBytes(Process process) {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .flatMap(one -> ProcessMemory.of(ROOT, one.pid()).stream()).reduce(MemoryUse.NONE, MemoryUse::plus)
                .ownBytes();
    }
}
