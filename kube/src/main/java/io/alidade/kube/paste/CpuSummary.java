package io.alidade.kube.paste;

import io.alidade.engine.mask.CpuSet;
import io.alidade.kube.document.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Collects what `lscpu` says, key by key, whether they come as text or as JSON.
///
/// Of machines with several kinds of cores there is a block of `Thread(s) per core`, `Core(s) per socket` and `Socket(s)`
/// for each kind: counts that differ are left out.
final class CpuSummary {
    private static final Pattern NUMA_NODE = Pattern.compile("NUMA node([0-9]{1,9}) CPU\\(s\\)");
    private static final Pattern INSTANCES = Pattern.compile("\\(([0-9]{1,9}) instances?\\)");

    private final String origin;
    private final List<Fact> facts = new ArrayList<>();
    private final Set<Integer> threads = new TreeSet<>();
    private final Set<Integer> cores = new TreeSet<>();
    private final Set<Integer> sockets = new TreeSet<>();
    private int blocks;
    private OptionalInt books = OptionalInt.empty();

    CpuSummary(String origin) {
        this.origin = origin;
    }

    /// @param key without the colon
    void add(String key, String value) {
        switch (key) {
            case "Architecture" -> facts.add(new Fact.Architecture(value));
            case "CPU(s)" -> CpuLists.number(value).ifPresent(count -> facts.add(new Fact.CpuCount(count)));
            case "On-line CPU(s) list" -> facts.add(new Fact.OnlineCpus(list(key, value)));
            case "Off-line CPU(s) list" -> facts.add(new Fact.OfflineCpus(list(key, value)));
            case "On-line CPU(s) mask", "Off-line CPU(s) mask" -> {
                // lscpu -x; the lists of the NUMA nodes are masks then, too.
                throw new BadInput(origin + ": CPUs are given as masks (lscpu -x).", "Paste lscpu without -x.");
            }
            case "Thread(s) per core" -> {
                blocks++;
                CpuLists.number(value).ifPresent(threads::add);
            }
            case "Core(s) per socket" -> CpuLists.number(value).ifPresent(cores::add);
            case "Socket(s)", "Socket(s) per book" -> CpuLists.number(value).ifPresent(sockets::add);
            case "Book(s) per drawer", "Book(s)", "Drawer(s)" -> CpuLists.number(value)
                    .ifPresent(count -> books = OptionalInt.of(books.orElse(1) * Math.min(count, 1024)));
            case "NUMA node(s)" -> CpuLists.number(value).ifPresent(count -> facts.add(new Fact.NumaNodeCount(count)));
            case "L3", "L3 cache" -> {
                Matcher instances = INSTANCES.matcher(value);
                if (instances.find()) {
                    CpuLists.number(instances.group(1)).ifPresent(count -> facts.add(new Fact.L3Count(count)));
                }
            }
            default -> numaNode(key, value);
        }
    }

    private void numaNode(String key, String value) {
        Matcher numaNode = NUMA_NODE.matcher(key);
        if (numaNode.matches()) {
            facts.add(new Fact.NumaNodeCpus(Integer.parseInt(numaNode.group(1)), list(key, value)));
        }
    }

    private CpuSet list(String key, String value) {
        return CpuLists.parse(value, origin, key);
    }

    Told told() {
        if (!threads.isEmpty() || !cores.isEmpty() || !sockets.isEmpty()) {
            OptionalInt allSockets = only(sockets);
            if (books.isPresent() && allSockets.isPresent()) {
                allSockets = OptionalInt.of(Math.min(allSockets.getAsInt(), 1024) * books.getAsInt());
            }
            // Several kinds of cores: their counts do not make the machine.
            facts.add(blocks > 1 ? new Fact.CoreCounts(only(threads), OptionalInt.empty(), OptionalInt.empty())
                    : new Fact.CoreCounts(only(threads), only(cores), allSockets));
        }
        return new Told(origin, facts, List.of());
    }

    private static OptionalInt only(Set<Integer> numbers) {
        return numbers.size() == 1 && numbers.iterator().next() > 0 ? OptionalInt.of(numbers.iterator().next())
                : OptionalInt.empty();
    }
}
