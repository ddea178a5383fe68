package io.alidade.plan.explain;

import io.alidade.engine.Node;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.mask.NumaMasks;
import io.alidade.engine.memory.MemoryBlock;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.plan.explain.Explanation.Resource;
import io.alidade.plan.explain.Explanation.Shortage;
import io.alidade.plan.explain.Explanation.Step;
import io.alidade.plan.explain.HintRecording.Question;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Why a merge has no preferred result: what is missing on each NUMA node, or which preferences contradict each other.
final class Shortfall {
    private static final int MAX_SENTENCES = 8;
    private static final int MAX_SETS = 3;
    private static final int MAX_MASKS = 5_000;

    private final Node node;
    private final NodeTopology topology;
    private final boolean onlySingle;
    private final Question question;
    private final List<Resource> resources;
    private final List<String> reasons = new ArrayList<>();
    private final List<Shortage> shortages = new ArrayList<>();

    private Shortfall(Node node, PodRequest pod, Question question, Step step) {
        this.node = node;
        this.topology = node.topology();
        this.onlySingle = node.policies(pod, question.container()).wantsSingleNumaNode();
        this.question = question;
        this.resources = step.resources();
    }

    /// @param node before the pod came
    static Shortfall of(Node node, PodRequest pod, Question question, Step step) {
        Shortfall shortfall = new Shortfall(node, pod, question, step);
        if (!shortfall.addImpossible() && !shortfall.addTooWide()) {
            shortfall.addContradiction();
            shortfall.addSets();
        }
        return shortfall;
    }

    List<String> reasons() {
        return reasons;
    }

    List<Shortage> shortages() {
        return shortages;
    }

    private boolean addImpossible() {
        boolean found = false;
        List<Resource> impossible = resources.stream()
                .filter(resource -> resource.answer().filter("impossible"::equals).isPresent()).toList();
        for (Resource resource : resources) {
            long asked = resource.asked().orElse(0);
            long free = available(resource, topology.allNumaNodes());
            if (impossible.contains(resource) && !isBlameless(resource, impossible, topology.allNumaNodes())) {
                found = true;
                shortages.add(new Shortage(List.of(), resource.resource(), asked, free, Math.max(0, asked - free)));
                reasons.add("the whole node has " + Phrases.of(resource.resource(), free) + " free, "
                        + Phrases.plain(resource.resource(), asked) + " asked"
                        + (asked > free ? ": " + Phrases.plain(resource.resource(), asked - free) + " short" : ""));
            }
        }
        return found;
    }

    /// True of a memory type of which there is enough where another one is short: they share a list of hints, not a reason.
    private boolean isBlameless(Resource resource, List<Resource> lacking, NumaMask mask) {
        return isMemory(resource) && missing(resource, mask) == 0
                && lacking.stream().anyMatch(other -> isMemory(other) && missing(other, mask) > 0);
    }

    private static boolean isMemory(Resource resource) {
        return Qos.isMemoryType(resource.resource());
    }

    /// As many NUMA nodes as it prefers because of itself: those of its own amount, unless no type alone needs so many.
    private boolean isWide(Resource resource) {
        long minimal = resource.minimal().orElse(0);
        return resource.needed().orElse(0) >= minimal
                || resources.stream().filter(Shortfall::isMemory).allMatch(own -> own.needed().orElse(0) < minimal);
    }

    /// With `single-numa-node`: more than any NUMA node could have.
    private boolean addTooWide() {
        boolean found = false;
        for (Resource resource : resources) {
            if (onlySingle && resource.minimal().orElse(1) > 1 && isWide(resource)) {
                found = true;
                reasons.add(Phrases.of(resource.resource(), resource.asked().orElse(0))
                        + " is more than one NUMA node of this machine can give, even when empty (it takes "
                        + resource.minimal().getAsLong() + "): single-numa-node never admits that");
            }
        }
        if (found) {
            addShortages(singles().stream().map(mask -> new SetLack(mask, lacking(mask))).toList());
        }
        return found;
    }

    /// Every one of them has a place, but not of the same size.
    private void addContradiction() {
        Map<Long, List<String>> bySize = new LinkedHashMap<>();
        resources.stream().filter(resource -> resource.minimal().isPresent()).filter(this::isWide)
                .sorted(Comparator.comparingLong(resource -> resource.minimal().getAsLong()))
                .forEach(resource -> bySize
                        .computeIfAbsent(resource.minimal().getAsLong(), absent -> new ArrayList<>())
                        .add(resource.resource()));
        if (bySize.size() > 1) {
            List<String> parts = new ArrayList<>();
            bySize.forEach((size, names) -> parts.add(String.join(" and ", names)
                    + (names.size() == 1 ? " prefers " : " prefer ") + Phrases.count(size)));
            reasons.add(String.join(", ", parts)
                    + " (as few as the empty machine would need for that amount), and only a set that all of them prefer"
                    + " is aligned: amounts that need different numbers of NUMA nodes contradict each other");
        }
    }

    private record SetLack(NumaMask mask, List<Resource> lacking) {}

    private List<NumaMask> singles() {
        List<NumaMask> singles = new ArrayList<>();
        for (int position = 0; position < topology.numaNodes().size(); position++) {
            singles.add(NumaMask.of(position));
        }
        return singles;
    }

    private List<Resource> lacking(NumaMask mask) {
        List<Resource> without = resources.stream().filter(resource -> question.view(resource.resource())
                .filter(view -> view.hasHints() && !view.contains(mask.bits())).isPresent()).toList();
        return without.stream().filter(resource -> !isBlameless(resource, without, mask)).toList();
    }

    private void addSets() {
        List<Long> sizes = resources.stream().filter(resource -> resource.minimal().isPresent())
                .map(resource -> resource.minimal().getAsLong()).distinct().toList();
        if (sizes.isEmpty()) {
            return;
        }
        int width = onlySingle ? 1
                : (int) Math.min(sizes.stream().mapToLong(Long::longValue).max().orElse(1),
                        topology.numaNodes().size());
        List<SetLack> sets = width == 1 ? singles().stream().map(mask -> new SetLack(mask, lacking(mask))).toList()
                : nearest(width);
        List<SetLack> lacking = sets.stream().filter(set -> !set.lacking().isEmpty()).toList();
        Map<String, List<SetLack>> alike = lacking.stream().collect(
                Collectors.groupingBy(this::key, LinkedHashMap::new, Collectors.toList()));
        int told = 0;
        for (List<SetLack> group : alike.values()) {
            if (told++ == MAX_SENTENCES) {
                reasons.add("and so on for " + (alike.size() - MAX_SENTENCES) + " more");
                break;
            }
            reasons.add(sentence(group));
        }
        addShortages(lacking);
    }

    /// The sets of so many NUMA nodes that lack least.
    private List<SetLack> nearest(int width) {
        List<SetLack> sets = new ArrayList<>();
        int looked = 0;
        for (NumaMasks masks = new NumaMasks(topology.allNumaNodes()); masks.next() && looked < MAX_MASKS;) {
            if (masks.size() == width) {
                looked++;
                NumaMask mask = new NumaMask(masks.bits());
                sets.add(new SetLack(mask, lacking(mask)));
            } else if (masks.size() > width) {
                break;
            } else if (masks.size() < width && topology.numaNodes().size() > 16) {
                looked++;
            }
        }
        return sets.stream().sorted(Comparator.<SetLack>comparingInt(set -> set.lacking().size())
                .thenComparingDouble(this::share)).limit(MAX_SETS).toList();
    }

    private double share(SetLack set) {
        return set.lacking().stream()
                .mapToDouble(resource -> (double) missing(resource, set.mask()) / Math.max(1, asked(resource))).sum();
    }

    private static long asked(Resource resource) {
        return resource.asked().orElse(0);
    }

    private long available(Resource resource, NumaMask mask) {
        long sum = 0;
        for (int position : mask.positions()) {
            sum += resource.numaNodes().get(position).available();
        }
        return sum;
    }

    private long missing(Resource resource, NumaMask mask) {
        return Math.max(0, asked(resource) - available(resource, mask));
    }

    private void addShortages(List<SetLack> sets) {
        for (SetLack set : sets) {
            for (Resource resource : set.lacking()) {
                shortages.add(new Shortage(topology.numaNodeIds(set.mask()), resource.resource(), asked(resource),
                        available(resource, set.mask()), missing(resource, set.mask())));
            }
        }
    }

    private String key(SetLack set) {
        return set.mask().size() + set.lacking().stream()
                .map(resource -> resource.resource() + available(resource, set.mask())
                        + (missing(resource, set.mask()) == 0 ? group(resource, set.mask()) : ""))
                .collect(Collectors.joining("|"));
    }

    private String sentence(List<SetLack> alike) {
        SetLack set = alike.getFirst();
        boolean one = alike.size() == 1 && set.mask().size() == 1;
        List<Integer> ids = alike.stream().flatMap(each -> topology.numaNodeIds(each.mask()).stream()).distinct()
                .toList();
        String subject = Phrases.numaNodes(ids);
        String verb = one ? " has " : alike.size() > 1 ? " have " : " together have ";
        String each = alike.size() > 1 ? (set.mask().size() == 1 ? " each" : " in each set") : "";
        List<String> parts = new ArrayList<>();
        Map<String, List<String>> unoffered = new LinkedHashMap<>();
        for (Resource resource : set.lacking()) {
            long missing = missing(resource, set.mask());
            String free = Phrases.of(resource.resource(), available(resource, set.mask()));
            if (missing > 0) {
                parts.add(free + " free" + each + ", " + Phrases.plain(resource.resource(), asked(resource))
                        + " asked: " + Phrases.plain(resource.resource(), missing) + " short");
            } else {
                unoffered.computeIfAbsent(group(resource, set.mask()), absent -> new ArrayList<>()).add(free);
            }
        }
        unoffered.forEach((why, amounts) -> parts
                .add(String.join(" and ", amounts) + " free" + each + ", which would do, but " + why));
        List<String> good = resources.stream().filter(resource -> !set.lacking().contains(resource))
                .filter(resource -> resource.minimal().isPresent())
                .map(resource -> alike.size() == 1
                        ? Phrases.of(resource.resource(), available(resource, set.mask())) : resource.resource())
                .toList();
        return subject + verb + String.join("; ", parts) + (good.isEmpty() ? ""
                : "; " + (one ? "its " : "the ") + String.join(" and ", good) + " would do");
    }

    /// There is enough, and yet the set is not offered: the Memory Manager's group rule (memory-manager 5.4, 8.1).
    private String group(Resource resource, NumaMask mask) {
        if (!Qos.isMemoryType(resource.resource())) {
            return "what an init container of the pod has left must be among them";
        }
        if (mask.size() == 1) {
            NumaMask group = node.allocations().memory().group(mask.positions()[0]);
            return (group.size() > 1 ? "it serves a pod as the group of " + names(group) : "it is part of a group")
                    + ": the Memory Manager gives nothing of a group's NUMA node alone";
        }
        Optional<NumaMask> used = usedOtherwise(mask);
        return (used.isPresent()
                ? Phrases.numaNodes(topology.numaNodeIds(used.get()))
                        + (used.get().size() == 1 ? " serves a pod by itself" : " serve a pod as a group")
                : "one of them is in use otherwise")
                + ": the Memory Manager joins only NUMA nodes that nobody uses, or the same group again";
    }

    private String names(NumaMask mask) {
        return Phrases.numaNodes(topology.numaNodeIds(mask));
    }

    /// Memory given to somebody on a part of these NUMA nodes, or across their border.
    private Optional<NumaMask> usedOtherwise(NumaMask mask) {
        var memory = node.allocations().memory();
        for (String uid : memory.pods()) {
            List<NumaMask> found = new ArrayList<>();
            memory.containers(uid).forEach((container, blocks) -> {
                for (MemoryBlock block : blocks) {
                    if (block.affinity().intersects(mask) && !block.affinity().equals(mask)) {
                        found.add(block.affinity());
                    }
                }
            });
            if (!found.isEmpty()) {
                return Optional.of(found.getFirst());
            }
        }
        return Optional.empty();
    }
}
