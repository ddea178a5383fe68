package io.alidade.engine.hint;

import io.alidade.testkit.Randomness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Random rules of hints, of the shapes that the providers know.
final class Families {
    private Families() {}

    /// Free CPUs on some NUMA nodes, some of them to be kept, preferred by size and perhaps by socket.
    static HintFamily cpus(Randomness random, int numaNodes, boolean bySocket) {
        long support = random.nonEmptyMask(numaNodes) | random.mask(numaNodes);
        long[] total = new long[numaNodes];
        long[] free = new long[numaNodes];
        int each = random.between(1, 4);
        for (int i = 0; i < numaNodes; i++) {
            total[i] = (support >>> i & 1) * each;
            free[i] = (support >>> i & 1) == 0 ? 0 : random.between(0, each);
        }
        long needed = random.between(1, Math.max(1, each * numaNodes / 2));
        long required = random.chance(15) ? random.maskWithin(random.maskWithin(support)) : 0;
        int narrowest = new Requirement.Builder(support, 0).amount(total, needed).build()
                .narrowest(Long.bitCount(support));
        HintFamily family = HintFamily.of(numaNodes,
                new Requirement.Builder(support, required).amount(free, needed).build(), narrowest);
        return bySocket ? family.preferringAlso(sockets(random, numaNodes, support)) : family;
    }

    // Neighbours share a socket; now and then a NUMA node has CPUs of two.
    private static Requirement sockets(Randomness random, int numaNodes, long support) {
        int each = random.between(1, 3);
        Requirement.Builder sockets = new Requirement.Builder(support, 0).amount(new long[numaNodes],
                random.between(1, 3));
        for (int first = 0; first < numaNodes; first += each) {
            long members = (((1L << each) - 1) << first) & ((1L << numaNodes) - 1);
            members |= random.chance(10) ? 1L << random.between(0, numaNodes - 1) : 0;
            if ((members & support) != 0) {
                sockets.shared(members & support, 1);
            }
        }
        return sockets.build();
    }

    /// Devices, some on several NUMA nodes, some that every mask must touch.
    static HintFamily devices(Randomness random, int numaNodes) {
        List<Long> masks = new ArrayList<>();
        for (int count = random.between(1, numaNodes + 2); count > 0; count--) {
            long mask = 1L << random.between(0, numaNodes - 1);
            masks.add(random.chance(70) ? mask : mask | 1L << random.between(0, numaNodes - 1)
                    | (random.chance(30) ? random.mask(numaNodes) : 0));
        }
        long support = masks.stream().reduce(0L, (a, b) -> a | b);
        long needed = random.between(0, masks.size());
        List<Long> free = masks.stream().filter(_ -> random.chance(80)).toList();
        List<Long> reused = masks.stream().filter(_ -> random.chance(5)).toList();
        long required = reused.stream().filter(mask -> Long.bitCount(mask) == 1).reduce(0L, (a, b) -> a | b);
        Requirement.Builder enough = counting(numaNodes, support, required, free, Math.max(0, needed - reused.size()));
        reused.stream().filter(mask -> Long.bitCount(mask) > 1).forEach(enough::touching);
        return HintFamily.of(numaNodes, enough.build(),
                counting(numaNodes, support, 0, masks, needed).build().narrowest(Long.SIZE));
    }

    private static Requirement.Builder counting(int numaNodes, long support, long required, List<Long> devices,
            long needed) {
        long[] single = new long[numaNodes];
        Requirement.Builder builder = new Requirement.Builder(support, required).amount(single, needed);
        for (long mask : devices) {
            if (Long.bitCount(mask) == 1) {
                single[Long.numberOfTrailingZeros(mask)]++;
            } else {
                builder.shared(mask, 1);
            }
        }
        return builder;
    }

    /// Memory of one to three types on NUMA nodes that nobody uses, with masks in use beside them.
    static HintFamily memory(Randomness random, int numaNodes) {
        long support = random.mask(numaNodes) | random.maskWithin((1L << numaNodes) - 1);
        Requirement.Builder allocatable = new Requirement.Builder((1L << numaNodes) - 1, 0);
        Requirement.Builder enough = new Requirement.Builder(support, 0);
        for (int type = random.between(1, 3); type > 0; type--) {
            int most = random.between(1, 5);
            long[] amounts = new long[numaNodes];
            for (int i = 0; i < numaNodes; i++) {
                amounts[i] = random.chance(20) ? 0 : random.between(0, most) * 1000L;
            }
            long needed = random.between(0, Math.max(1, most * numaNodes / 3)) * 1000L - random.between(0, 1);
            allocatable.amount(amounts, Math.max(0, needed));
            enough.amount(amounts, Math.max(0, needed));
        }
        long[] others = new long[random.chance(50) ? 0 : random.between(1, 4)];
        for (int i = 0; i < others.length; i++) {
            others[i] = random.flip() ? 1L << random.between(0, numaNodes - 1) : random.nonEmptyMask(numaNodes);
        }
        return HintFamily.of(numaNodes, enough.build(), allocatable.build().narrowest(numaNodes)).withOthers(others);
    }

    /// A resource of which every NUMA node has another amount, and a request that needs many of them: the hardest to search.
    static HintFamily uneven(Randomness random, int numaNodes, long most) {
        long all = (1L << numaNodes) - 1;
        long[] free = new long[numaNodes];
        long[] total = new long[numaNodes];
        long sum = 0;
        for (int i = 0; i < numaNodes; i++) {
            total[i] = most;
            free[i] = random.between(0L, most);
            sum += free[i];
        }
        long needed = 1 + sum * random.between(20, 60) / 100;
        int narrowest = new Requirement.Builder(all, 0).amount(total, needed).build().narrowest(numaNodes);
        return HintFamily.of(numaNodes, new Requirement.Builder(all, 0).amount(free, needed).build(), narrowest);
    }

    /// What one to five resources answer; at most one of them prefers by socket. Now and then a list without a rule.
    static List<ResourceHints> answers(Randomness random, int numaNodes) {
        List<ResourceHints> answers = new ArrayList<>();
        for (int resources = random.between(1, 5); resources > 0; resources--) {
            boolean cpu = answers.isEmpty() && random.flip();
            int kind = random.between(0, 9);
            HintFamily family = cpu
                    ? cpus(random, numaNodes, random.flip())
                    : kind < 3 ? cpus(random, numaNodes, false) : kind < 6 ? devices(random, numaNodes)
                    : memory(random, numaNodes);
            answers.add(kind == 9
                    ? new HintList.Builder().add(random.nonEmptyMask(numaNodes), true).buildOr(ResourceHints.IMPOSSIBLE)
                    : family.isPossible() ? family : ResourceHints.IMPOSSIBLE);
        }
        return answers;
    }

    /// One provider that answers so.
    static List<ProviderHints> provider(List<ResourceHints> answers) {
        List<ProviderHints.Answer> named = new ArrayList<>();
        for (ResourceHints answer : answers) {
            named.add(new ProviderHints.Answer("r" + named.size(), answer));
        }
        return List.of(new ProviderHints.Answers(named));
    }

    static Optional<HintFamily> family(ResourceHints answer) {
        return answer instanceof HintFamily family ? Optional.of(family) : Optional.empty();
    }
}
