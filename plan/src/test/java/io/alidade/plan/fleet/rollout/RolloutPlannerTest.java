package io.alidade.plan.fleet.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.plan.capacity.Patience;
import io.alidade.plan.fleet.Fleet;
import io.alidade.plan.fleet.Fleets;
import io.alidade.plan.fleet.replay.FleetReplay;
import io.alidade.plan.fleet.replay.Policy;
import io.alidade.plan.fleet.scheduler.SchedulerModel;
import io.alidade.plan.fleet.workload.Recreation;
import io.alidade.plan.fleet.workload.Workload;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RolloutPlannerTest {
    private static RolloutPlan plan(Fleet fleet, Workload workload) {
        return RolloutPlanner.plan(new FleetReplay.Question(List.of(Policy.today("today", fleet)), workload,
                SchedulerModel.USUAL, List.of(1L), false), Policy.of("single-numa-node", fleet), List.of(),
                Patience.ENDLESS, 1);
    }

    @Test
    void plan_poolWithPodsThatStopFitting_isLast_andTheyAreNamed() {
        Fleet fleet = new Fleet(
                List.of(Fleets.pool("wide.pool", 3, "none", "x"), Fleets.pool("small", 4, "none", "w")));
        RolloutPlan plan = plan(fleet, Fleets.workload("""
                shapes:
                - {name: wide, requests: {cpu: 14, memory: 1Gi}, nodeSelector: {pool: x}, count: 2}
                - {name: small, requests: {cpu: 2, memory: 1Gi}, nodeSelector: {pool: w}, count: 4}
                """));
        assertThat(plan.stages()).extracting(RolloutPlan.Stage::pools).containsExactly(List.of("small"),
                List.of("wide.pool"));
        assertThat(plan.stages().getFirst().refusedPerHour()).isZero();
        assertThat(plan.stages().getLast().refusedPerHour()).isPositive();
        assertThat(plan.stages().getLast().abortAbove()).isGreaterThan((long) plan.stages().getLast().refusedPerHour());
        assertThat(plan.stages().getLast().alert()).startsWith(
                "sum(increase(kubelet_topology_manager_admission_errors_total{node=~\"wide\\\\.pool-[0-9]+\"}[1h])) > ");
        assertThat(plan.stopping()).singleElement().satisfies(own -> {
            assertThat(own.pods()).containsExactly("wide-0", "wide-1");
            assertThat(own.cures()).anySatisfy(cure -> assertThat(cure).contains("cpu 12 instead of 14"));
        });
        assertThat(plan.flexible()).hasValueSatisfying(own -> {
            assertThat(own.pool()).isEqualTo("wide.pool");
            assertThat(own.nodes()).isEqualTo(2);
        });
    }

    /// Two of them run at once.
    @Test
    void plan_withARecording_leavesNodesForItsPods() {
        byte[] pods = "{\"arrival\": 0, \"requests\": {\"cpu\": \"14\", \"memory\": \"1Gi\"}}\n".repeat(2)
                .getBytes(StandardCharsets.UTF_8);
        Fleet fleet = new Fleet(List.of(Fleets.pool("wide", 3, "none", "x")));

        assertThat(plan(fleet, recorded(pods)).flexible()).map(RolloutPlan.Flexible::nodes).contains(2L);
    }

    private static Workload recorded(byte[] pods) {
        return new Workload(List.of(),
                Optional.of(new Workload.RecordedPods("pods", () -> new ByteArrayInputStream(pods),
                        true)),
                Map.of(), Workload.USUAL_PATIENCE, Recreation.USUAL);
    }

    @Test
    void plan_toWhatThereIs_hasNoStages() {
        Fleet fleet = new Fleet(List.of(Fleets.pool("a", 1, "single-numa-node", "x")));
        assertThat(plan(fleet, Fleets.workload("shapes: [{name: s, requests: {cpu: 2, memory: 1Gi}, count: 1}]"))
                .stages()).isEmpty();
    }
}
