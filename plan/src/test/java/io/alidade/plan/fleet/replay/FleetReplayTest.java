package io.alidade.plan.fleet.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.plan.capacity.Patience;
import io.alidade.plan.fleet.Fleet;
import io.alidade.plan.fleet.Fleets;
import io.alidade.plan.fleet.NodePool;
import io.alidade.plan.fleet.part.Part;
import io.alidade.plan.fleet.part.PartFile;
import io.alidade.plan.fleet.replay.ShapeTally.Count;
import io.alidade.plan.fleet.report.Figures;
import io.alidade.plan.fleet.report.FleetReport;
import io.alidade.plan.fleet.scheduler.SchedulerModel;
import io.alidade.plan.fleet.workload.Arrival;
import io.alidade.plan.fleet.workload.Workload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetReplayTest {
    private static final String MIX = """
            shapes:
            - {name: small, requests: {cpu: 3, memory: 4Gi}, weight: 60, lifetime: {median: 1h, p95: 4h}}
            - {name: gpu, requests: {cpu: 5, memory: 8Gi, nvidia.com/gpu: 2}, weight: 30, lifetime: {median: 1h, p95: 3h}}
            - {name: wide, requests: {cpu: 9, memory: 8Gi}, weight: 10, lifetime: {median: 2h, p95: 3h}}
            generator: {pods: 400, duration: 1d, dailyWave: 0.5}
            """;
    private static final String POOLS = """
            shapes:
            - {name: a, requests: {cpu: 9, memory: 4Gi}, nodeSelector: {pool: x}, weight: 1, lifetime: {median: 2h}}
            - {name: b, requests: {cpu: 5, memory: 4Gi, nvidia.com/gpu: 1}, nodeSelector: {pool: w}, weight: 1,
               lifetime: {median: 3h}}
            - {name: c, requests: {cpu: 7, memory: 4Gi}, nodeSelector: {pool: z}, count: 9}
            generator: {pods: 120, duration: 12h}
            patience: 2h
            """;

    private static final Patience GONE = new Patience() {
        @Override
        public boolean lasts() {
            return false;
        }

        @Override
        public void at(long done, long all) {}
    };

    private static FleetReplay replay(Workload workload, List<Long> seeds, NodePool... pools) {
        Fleet fleet = new Fleet(List.of(pools));
        List<Policy> policies = List.of(Policy.of("none", fleet), Policy.of("single-numa-node", fleet));
        return new FleetReplay(new FleetReplay.Question(policies, workload, SchedulerModel.USUAL, seeds, true),
                Patience.ENDLESS);
    }

    private static Part whole(FleetReplay replay, int threads) {
        return new Part(1, 1, replay.units().size(), Part.Whole.of(replay, Map.of(), List.of()),
                replay.run(replay.units(), threads));
    }

    private static String text(Part part) {
        return DocumentWriter.toJson(PartFile.toDocument(part));
    }

    private static ShapeTally total(Part part, int policy) {
        return Tally.sum(part.results().stream().map(result -> result.tallies().get(policy)).toList()).total();
    }

    /// One node, nothing waited for and nothing made again: each pod is decided on when it comes, as by `admit`.
    @ParameterizedTest
    @ValueSource(strings = {"none", "best-effort", "restricted", "single-numa-node"})
    void replay_ofOneNode_isAdmitStepByStep(String policy) {
        Workload workload = Fleets.workload(MIX + "patience: 0s\nrecreate: {limit: 0}\n");
        NodePool pool = Fleets.pool("a", 1, policy, "x");
        FleetReplay replay = new FleetReplay(new FleetReplay.Question(
                List.of(Policy.today("today", new Fleet(List.of(pool)))), workload, SchedulerModel.USUAL, List.of(5L),
                false), Patience.ENDLESS);
        Map<String, Long> admitted = new TreeMap<>();
        replay.run(replay.units(), 1).getFirst().tallies().getFirst().shapes()
                .forEach((name, shape) -> admitted.put(name, shape.get(Count.ADMITTED)));
        assertThat(admitted).isEqualTo(stepByStep(pool, workload));
        assertThat(admitted.values().stream().mapToLong(Long::longValue).sum()).isBetween(50L, 390L);
    }

    private record Leaving(long atMillis, String uid) {}

    private static Map<String, Long> stepByStep(NodePool pool, Workload workload) {
        KubeletNode node = ((KubeletStart.Started) KubeletNode.start(pool.machine(), pool.configuration(),
                pool.version())).node();
        PriorityQueue<Leaving> leaving = new PriorityQueue<>(Comparator.comparingLong(Leaving::atMillis));
        Map<String, Long> admitted = new TreeMap<>(Map.of("small", 0L, "gpu", 0L, "wide", 0L));
        try (Workload.Arrivals arrivals = workload.arrivals(5, _ -> true)) {
            while (arrivals.hasNext()) {
                Arrival arrival = arrivals.next();
                while (!leaving.isEmpty() && leaving.element().atMillis() <= arrival.atMillis()) {
                    node = node.remove(leaving.remove().uid());
                }
                var pod = arrival.shape().pod().renamed(arrival.podName());
                PodDecision decision = node.admit(pod);
                node = decision.node();
                if (decision instanceof PodDecision.Admitted) {
                    admitted.merge(arrival.shape().name(), 1L, Long::sum);
                    leaving.add(new Leaving(arrival.atMillis() + arrival.lifetimeMillis(), pod.request().uid()));
                }
            }
        }
        return admitted;
    }

    @Test
    void run_onMoreThreads_countsTheSame() {
        NodePool[] pools = {Fleets.pool("a", 2, "none", "x"), Fleets.pool("b", 2, "none", "w"),
            Fleets.pool("c", 2, "none", "z")};
        Workload workload = Fleets.workload(POOLS);
        assertThat(text(whole(replay(workload, List.of(1L, 2L), pools), 3)))
                .isEqualTo(text(whole(replay(workload, List.of(1L, 2L), pools), 1)));
    }

    /// One pool, so that the threads can only work ahead; nodes are so many that they do. On one thread nothing is done ahead.
    @Test
    void run_ofOnePoolOnMoreThreads_countsTheSame() {
        Workload workload = Fleets.workload("""
                shapes:
                - {name: one, requests: {cpu: 5, memory: 8Gi, nvidia.com/gpu: 1}, weight: 70, lifetime: {median: 20m, p95: 3h}}
                - {name: two, requests: {cpu: 10, memory: 16Gi, nvidia.com/gpu: 2}, weight: 30, lifetime: {median: 50m, p95: 3h}}
                generator: {pods: 9000, duration: 12h}
                patience: 1h
                """);
        NodePool pool = Fleets.pool("a", LeavingPods.FEWEST_NODES + 22, "none", "x");
        Part alone = onePolicy(workload, pool, 1);
        // As counted when all of it was done step by step.
        assertThat(List.of(Count.ADMITTED, Count.REFUSED, Count.ALIGNED, Count.SPLIT)).extracting(total(alone, 0)::get)
                .containsExactly(7790L, 165L, 7790L, 0L);
        assertThat(text(onePolicy(workload, pool, 2))).isEqualTo(text(alone));
        assertThat(text(onePolicy(workload, pool, 4))).isEqualTo(text(alone));
    }

    /// So that as few replays run as can be.
    private static Part onePolicy(Workload workload, NodePool pool, int threads) {
        return whole(new FleetReplay(new FleetReplay.Question(
                List.of(Policy.of("single-numa-node", new Fleet(List.of(pool)))), workload, SchedulerModel.USUAL,
                List.of(3L), false), Patience.ENDLESS), threads);
    }

    @Test
    void parts_merged_areTheWhole() {
        FleetReplay replay = replay(Fleets.workload(POOLS), List.of(1L, 2L), Fleets.pool("a", 2, "none", "x"),
                Fleets.pool("b", 2, "none", "w"), Fleets.pool("c", 2, "none", "z"));
        assertThat(replay.units()).hasSize(6);
        Map<String, Part> parts = new LinkedHashMap<>();
        for (int number = 4; number >= 1; number--) {
            Part part = new Part(number, 4, 6, Part.Whole.of(replay, Map.of(), List.of()),
                    replay.run(Part.share(replay.units(), number, 4), 1));
            parts.put("part " + number, PartFile.read("part", text(part).getBytes(StandardCharsets.UTF_8)));
        }
        FleetReport merged = Part.merged(parts);
        FleetReport whole = Part.merged(Map.of("whole", whole(replay, 2)));
        assertThat(merged.head()).isEqualTo(whole.head());
        for (int row = 0; row < 2; row++) {
            assertThat(merged.rows().get(row).nodesToAdd()).isEqualTo(whole.rows().get(row).nodesToAdd());
            assertThat(counts(merged, row)).isEqualTo(counts(whole, row));
        }
    }

    /// Everything that was counted, as text.
    private static String counts(FleetReport report, int row) {
        return text(new Part(1, 1, 1, new Part.Whole("", report.head(), List.of("p"), List.of(false), Map.of(),
                List.of()), List.of(new Unit.Result(0, 0, List.of(report.rows().get(row).tally()), List.of()))));
    }

    @Test
    void islands_ofPoolsThatSharePods_areOne() {
        Fleet fleet = new Fleet(List.of(Fleets.pool("a", 1, "none", "x"), Fleets.pool("b", 1, "none", "w"),
                Fleets.pool("c", 1, "none", "z")));
        assertThat(Island.of(fleet, Fleets.workload(POOLS).survey())).extracting(Island::pools)
                .containsExactly(Set.of("a"), Set.of("b"), Set.of("c"));
        assertThat(Island.of(fleet, Fleets.workload(MIX).survey())).hasSize(1);
    }

    @Test
    void workload_thatFitsNowhere_isReportedAsSuch() {
        Workload workload = Fleets.workload("""
                shapes:
                - {name: huge, requests: {cpu: 400, memory: 1Gi}, count: 2}
                - {name: elsewhere, requests: {cpu: 1, memory: 1Gi}, nodeSelector: {pool: moon}, count: 2}
                - {name: across, requests: {cpu: 13, memory: 1Gi}, count: 2}
                """);
        Part part = whole(replay(workload, List.of(1L), Fleets.pool("a", 2, "none", "x")), 1);
        Tally strict = part.results().getFirst().tallies().get(1);
        assertThat(strict.shape("huge").never()).hasValueSatisfying(why -> assertThat(why).contains("more cpu"));
        assertThat(strict.shape("elsewhere").never()).hasValueSatisfying(why -> assertThat(why).contains("no pool"));
        assertThat(strict.shape("across").never()).hasValueSatisfying(
                why -> assertThat(why).contains("TopologyAffinityError"));
        assertThat(total(part, 1).get(Count.ADMITTED)).isZero();
        assertThat(total(part, 0).get(Count.ADMITTED)).isEqualTo(2);
    }

    @Test
    void strictPolicy_onSpreadJobs_hasTrapsAndNeedsNodes() {
        Workload workload = Fleets.workload("""
                shapes:
                - {name: one, requests: {cpu: 5, memory: 8Gi, nvidia.com/gpu: 1}, weight: 80, lifetime: {median: 50m, p95: 3h}}
                - {name: two, requests: {cpu: 10, memory: 16Gi, nvidia.com/gpu: 2}, weight: 20, lifetime: {median: 50m, p95: 3h}}
                generator: {pods: 700, duration: 1d}
                patience: 1h
                """);
        Part part = whole(replay(workload, List.of(1L), Fleets.pool("a", 12, "none", "x")), 2);
        Figures strict = new Figures(part.results().getFirst().tallies().get(1));
        Figures none = new Figures(part.results().getFirst().tallies().get(0));
        assertThat(strict.traps()).isNotEmpty();
        assertThat(strict.get(Count.REFUSED)).isPositive();
        assertThat(none.get(Count.REFUSED)).isZero();
        assertThat(strict.aligned()).hasValue(1.0);
        assertThat(strict.admitted()).isLessThanOrEqualTo(none.admitted());
        assertThat(strict.used("nvidia.com/gpu").getAsDouble()).isBetween(0.2, 1.0);
    }

    @Test
    void stopped_replay_keepsWhatItHasCounted() {
        FleetReplay replay = new FleetReplay(new FleetReplay.Question(List.of(Policy.of("none",
                new Fleet(List.of(Fleets.pool("a", 1, "none", "x"))))), Fleets.workload(MIX), SchedulerModel.USUAL,
                List.of(1L), true), GONE);
        assertThat(replay.run(replay.units(), 1).getFirst().tallies().getFirst().isCut()).isTrue();
    }

    @Test
    void histogram_merged_hasTheQuantilesOfAll() {
        Histogram all = new Histogram();
        List<Histogram> parts = List.of(new Histogram(), new Histogram());
        List<Long> exact = new ArrayList<>();
        for (long value = 0; value < 5000; value++) {
            long number = value * value % 10_007;
            all.add(number);
            parts.get((int) (value % 2)).add(number);
            exact.add(number);
        }
        parts.getFirst().add(parts.getLast());
        exact.sort(null);
        for (double share : new double[] {0.5, 0.95, 1}) {
            assertThat(parts.getFirst().quantile(share)).isEqualTo(all.quantile(share));
            long right = exact.get((int) Math.ceil(share * exact.size()) - 1);
            assertThat(all.quantile(share)).isBetween(right - right / 64 - 1, right);
        }
    }
}
