package io.alidade.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Samples;
import io.alidade.agent.decision.Place;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.runtime.RunSpec.RestartPolicy;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.linux.process.LimitCgroups;
import io.alidade.linux.process.ProcessIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The order of containers, without any process.
class PodRunTest {
    private static final Place PLACE = new Place(CpuSet.of(1), false, NumaNodeIds.EMPTY);
    private static final ContainerProcess PROCESS = new ContainerProcess(new ProcessIdentity(1, 1, "boot"),
            Path.of("/none"), Optional.empty(), LimitCgroups.NONE);
    private static final Instant NOW = Instant.EPOCH;

    private static PodRun run(RestartPolicy policy, ContainerKind... kinds) {
        return run(BackOffRule.DEFAULT, policy, kinds);
    }

    private static PodRun run(BackOffRule rule, RestartPolicy policy, ContainerKind... kinds) {
        return new PodRun(PodRecord.pending(0, Samples.pod("web", "cpu: 1"), NOW),
                new RunSpec(Stream.of(kinds)
                        .map(kind -> new ContainerSpec("spec", kind.name(), kind, "", ImagePull.NEVER, List.of("a"),
                                List.of(), Map.of(), Optional.empty(), SecuritySpec.NONE, List.of(),
                                new TerminationMessage(TerminationMessage.DEFAULT_PATH, false)))
                        .toList(), policy, Duration.ZERO,
                        new HostNamespaces(Optional.empty(), Optional.empty(), Optional.empty()), List.of(),
                        OptionalLong.empty()),
                rule);
    }

    private static List<String> due(PodRun pod, Instant now) {
        return pod.next(now).due().stream().map(container -> container.spec().name()).toList();
    }

    private static ContainerRun container(PodRun pod, ContainerKind kind) {
        return pod.containers().stream().filter(found -> found.spec().kind() == kind).findFirst().orElseThrow();
    }

    private static void start(PodRun pod, ContainerKind kind, Instant now) {
        container(pod, kind).starts(PLACE, now);
        container(pod, kind).runs(PROCESS, now);
    }

    @Test
    void containers_ofAPod_startInTheOrderOfKubernetes() {
        PodRun pod = run(RestartPolicy.NEVER, ContainerKind.INIT, ContainerKind.SIDECAR, ContainerKind.APP);
        assertThat(due(pod, NOW)).containsExactly("INIT");
        start(pod, ContainerKind.INIT, NOW);
        assertThat(due(pod, NOW)).isEmpty();
        container(pod, ContainerKind.INIT).ends(ContainerEnd.of(0));
        assertThat(due(pod, NOW)).containsExactly("SIDECAR");
        start(pod, ContainerKind.SIDECAR, NOW);
        assertThat(due(pod, NOW)).containsExactly("APP");
        start(pod, ContainerKind.APP, NOW);
        assertThat(pod.next(NOW).verdict()).isEmpty();
        container(pod, ContainerKind.APP).ends(ContainerEnd.of(0));
        assertThat(pod.next(NOW).verdict()).contains(true);
    }

    @Test
    void initContainer_thatFails_failsAPodThatIsNeverRestarted() {
        PodRun pod = run(RestartPolicy.NEVER, ContainerKind.INIT, ContainerKind.APP);
        start(pod, ContainerKind.INIT, NOW);
        container(pod, ContainerKind.INIT).ends(ContainerEnd.of(1));
        PodRun.Step step = pod.next(NOW);
        assertThat(step.due()).isEmpty();
        assertThat(step.verdict()).contains(false);
    }

    @Test
    void container_thatEnds_isStartedAgainAtOnceThenAfterTenSecondsThenTwentyAndAtMostFiveMinutes() {
        assertPauses(BackOffRule.DEFAULT, 0, 10, 20, 40, 80, 160, 300, 300);
    }

    @Test
    void container_thatEndsOnANodeWithAnotherRule_waitsAsThatSays() {
        assertPauses(new BackOffRule(Duration.ofSeconds(10), Duration.ofSeconds(25)), 0, 10, 20, 25, 25);
        assertPauses(new BackOffRule(Duration.ofSeconds(4), Duration.ofSeconds(4)), 0, 4, 4);
        assertPauses(new BackOffRule(Duration.ofSeconds(1), Duration.ofMinutes(1)), 0, 1, 2, 4, 8, 16, 32, 60, 60);
    }

    private static void assertPauses(BackOffRule rule, int... pauses) {
        PodRun pod = run(rule, RestartPolicy.ALWAYS, ContainerKind.APP);
        Instant now = NOW;
        for (int seconds : pauses) {
            start(pod, ContainerKind.APP, now);
            container(pod, ContainerKind.APP).ends(ContainerEnd.of(0));
            if (seconds > 0) {
                PodRun.Step step = pod.next(now);
                assertThat(step.due()).isEmpty();
                assertThat(step.verdict()).isEmpty();
                assertThat(step.later()).contains(now.plusSeconds(seconds));
                assertThat(due(pod, now.plusSeconds(seconds).minusMillis(1))).isEmpty();
            }
            now = now.plusSeconds(seconds);
            assertThat(due(pod, now)).containsExactly("APP");
        }
    }

    @Test
    void container_thatRanForMoreThanTenMinutes_isStartedAgainAtOnceAndThenAfterTenSeconds() {
        PodRun pod = run(RestartPolicy.ALWAYS, ContainerKind.APP);
        Instant now = NOW;
        for (int seconds : new int[] {0, 10, 20}) {
            start(pod, ContainerKind.APP, now);
            container(pod, ContainerKind.APP).ends(ContainerEnd.of(0));
            var _ = pod.next(now);
            now = now.plusSeconds(seconds);
            assertThat(due(pod, now)).containsExactly("APP");
        }
        start(pod, ContainerKind.APP, now);
        container(pod, ContainerKind.APP).ends(ContainerEnd.of(0));
        Instant late = now.plus(Duration.ofMinutes(10)).plusMillis(1);
        assertThat(due(pod, late)).containsExactly("APP");
        start(pod, ContainerKind.APP, late);
        container(pod, ContainerKind.APP).ends(ContainerEnd.of(0));
        assertThat(pod.next(late).later()).contains(late.plusSeconds(10));
    }

    @Test
    void container_inItsBackOff_saysSoInTheKubeletsWordsAndCountsItsStarts() {
        PodRun pod = run(RestartPolicy.ALWAYS, ContainerKind.APP);
        ContainerRun app = container(pod, ContainerKind.APP);
        start(pod, ContainerKind.APP, NOW);
        app.ends(ContainerEnd.of(3));
        assertThat(due(pod, NOW)).containsExactly("APP");
        assertThat(app.state().name()).isEqualTo("terminated");
        start(pod, ContainerKind.APP, NOW);
        assertThat(app.state().restarts()).isEqualTo(1);
        app.ends(ContainerEnd.of(3).saying("no coffee"));
        assertThat(due(pod, NOW)).isEmpty();
        assertThat(app.state().restarts()).isEqualTo(1);
        assertThat(app.state().reason()).isEqualTo("CrashLoopBackOff");
        assertThat(app.state().message()).isEqualTo("back-off 10s restarting failed container=APP pod=web_default("
                + pod.record().pod().uid() + "): no coffee");
    }

    @Test
    void container_thatCannotBeCreatedAgain_waitsForItsBackOffToo() {
        PodRun pod = run(RestartPolicy.ALWAYS, ContainerKind.APP);
        ContainerRun app = container(pod, ContainerKind.APP);
        start(pod, ContainerKind.APP, NOW);
        app.ends(ContainerEnd.of(3));
        assertThat(due(pod, NOW)).containsExactly("APP");
        for (int seconds : new int[] {10, 20, 40}) {
            app.starts(PLACE, NOW);
            app.notCreated("CreateContainerConfigError", "no device", NOW);
            assertThat(app.state().reason()).isEqualTo("CreateContainerConfigError");
            assertThat(app.notBefore()).isEqualTo(NOW.plusSeconds(seconds));
        }
    }

    @Test
    void container_thatSucceeds_isNotStartedAgainOnFailureOnly() {
        PodRun pod = run(RestartPolicy.ON_FAILURE, ContainerKind.APP);
        start(pod, ContainerKind.APP, NOW);
        container(pod, ContainerKind.APP).ends(ContainerEnd.of(0));
        assertThat(pod.next(NOW).verdict()).contains(true);
    }

    @Test
    void image_thatCannotBePulled_isTriedEverLessOftenUntilItRuns() {
        PodRun pod = run(RestartPolicy.NEVER, ContainerKind.APP);
        ContainerRun app = container(pod, ContainerKind.APP);
        for (int seconds : new int[] {10, 20, 40, 80, 160, 300, 300}) {
            app.starts(PLACE, NOW);
            app.notCreated("ErrImagePull", "no route", NOW);
            assertThat(app.notBefore()).isEqualTo(NOW.plusSeconds(seconds));
        }
        assertThat(app.state().reason()).isEqualTo("ImagePullBackOff");
        assertThat(app.state().message()).isEqualTo("Back-off pulling image \"\": ErrImagePull: no route");
        app.notCreated("ErrImageNeverPull", "none", NOW);
        assertThat(app.notBefore()).as("another reason").isEqualTo(NOW.plusSeconds(10));
        app.notCreated("ErrImagePull", "no route", NOW);
        assertThat(app.notBefore()).isEqualTo(NOW.plusSeconds(10));
    }

    @Test
    void sidecar_thatEnds_isAlwaysStartedAgain() {
        PodRun pod = run(RestartPolicy.NEVER, ContainerKind.SIDECAR, ContainerKind.APP);
        start(pod, ContainerKind.SIDECAR, NOW);
        container(pod, ContainerKind.SIDECAR).ends(ContainerEnd.of(0));
        assertThat(due(pod, NOW)).containsExactly("SIDECAR");
        start(pod, ContainerKind.SIDECAR, NOW);
        container(pod, ContainerKind.SIDECAR).ends(ContainerEnd.of(0));
        assertThat(pod.next(NOW).later()).contains(NOW.plusSeconds(10));
    }
}
