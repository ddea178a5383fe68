package io.alidade.live.verify;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.linux.observe.Cpuset;
import io.alidade.linux.observe.MemoryUse;
import io.alidade.linux.observe.ObservedContainer;
import io.alidade.linux.observe.ObservedProcess;
import io.alidade.linux.observe.ObservedProcess.ObservedThread;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What was seen of some cgroups, all together.
record Seen(List<ObservedContainer> containers) {
    Seen {
        containers = List.copyOf(containers);
    }

    Optional<CpuSet> cpusInForce() {
        return together(containers.stream().map(ObservedContainer::cpuset).map(Cpuset::cpus), CpuSet::or);
    }

    Optional<NumaNodeIds> memsInForce() {
        return together(containers.stream().map(ObservedContainer::cpuset).map(Cpuset::mems), NumaNodeIds::or);
    }

    Optional<CpuSet> threadCpus() {
        return threads(_ -> true).map(ObservedThread::cpus).reduce(CpuSet::or);
    }

    Optional<NumaNodeIds> threadMems() {
        return threads(_ -> true).map(ObservedThread::mems).reduce(NumaNodeIds::or);
    }

    Optional<MemoryUse> memory() {
        return processes().map(ObservedProcess::memory).flatMap(Optional::stream).reduce(MemoryUse::plus);
    }

    int processCount() {
        return (int) processes().count();
    }

    int threadCount() {
        return (int) threads(_ -> true).count();
    }

    Stream<ObservedThread> threads(Predicate<ObservedThread> wanted) {
        return processes().flatMap(process -> process.threads().stream()).filter(wanted);
    }

    /// The names of processes that have such threads, with the number of processes.
    Map<String, Integer> processesWith(Predicate<ObservedThread> wanted) {
        return ranked(processes().filter(process -> process.threads().stream().anyMatch(wanted))
                .map(ObservedProcess::name));
    }

    private Stream<ObservedProcess> processes() {
        return containers.stream().flatMap(container -> container.processes().stream());
    }

    /// Absent as soon as one part is not known.
    private static <S> Optional<S> together(Stream<Optional<S>> parts, BinaryOperator<S> or) {
        List<Optional<S>> all = parts.toList();
        return all.stream().allMatch(Optional::isPresent) ? all.stream().flatMap(Optional::stream).reduce(or)
                : Optional.empty();
    }

    /// Names with how often they come, the most frequent first, then by name.
    static Map<String, Integer> ranked(Stream<String> names) {
        Map<String, Long> counts = names.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        Map<String, Integer> ranked = new LinkedHashMap<>();
        counts.entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue().reversed()
                .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> ranked.put(entry.getKey(), entry.getValue().intValue()));
        return ranked;
    }
}
