package io.alidade.agent.cri;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.http.SocketClient;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.ContainerState;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.agent.pod.PodPhase;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.agent.settings.PodRuntime;
import io.alidade.agent.settings.Profile;
import io.alidade.agent.settings.RuntimeEndpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an agent asks of a runtime, and in which order, on a machine of 16 CPUs of which 0 and 8 are reserved.
class CriPodsTest {
    private static final String OWN = "resources: {limits: {cpu: 2, memory: 64Mi}}";
    private static final String SHARED = "resources: {requests: {memory: 16Mi}}";

    @TempDir
    Path folder = Path.of("");
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private Optional<TestRuntime> served = Optional.empty();
    private Optional<Agent> running = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        served = Optional.of(new TestRuntime(socket()).open());
        running = Optional.of(begin());
    }

    @AfterEach
    void stop() {
        running.ifPresent(Agent::close);
        served.ifPresent(TestRuntime::close);
    }

    private Path socket() {
        return folder.resolve("cri.sock");
    }

    private TestRuntime runtime() {
        return served.orElseThrow();
    }

    private Agent agent() {
        return running.orElseThrow();
    }

    private Agent begin() {
        Path state = folder.resolve("state");
        AgentSettings settings = new AgentSettings(state, Optional.empty(), state.resolve("device-plugins"),
                state.resolve("agent.sock"), Optional.empty(),
                Optional.of(new PodRuntime.Cri(new RuntimeEndpoint(socket()), Optional.empty())), Optional.empty(),
                Profile.SAFE, LogFormat.TEXT, Optional.empty());
        return Samples.agent(settings, Samples.node(), log);
    }

    private static AgentPod pod(String name, String more, String container) {
        return AgentPod.read(Samples.document("{apiVersion: v1, kind: Pod, metadata: {name: " + name + ", uid: " + name
                + "}, spec: {" + more + " containers: [{name: " + name + ", image: \"example.test/x:1\", " + container
                + "}]}}"), new PodOrigin.Api());
    }

    private PodRecord submit(String name, String more, String container) {
        PodRecord record = agent().pods().submit(pod(name, more, container)).join();
        assertThat(record.isActive()).as(record.message()).isTrue();
        return record;
    }

    private String state(String name) {
        ContainerState state = agent().snapshot().containers().orElse(name, Map.of()).get(name);
        return state == null ? "" : state.name() + " " + state.reason();
    }

    private void awaitState(String name, String state) throws InterruptedException {
        await(() -> state(name).equals(state), name + " " + state);
    }

    private void await(BooleanSupplier condition, String what) throws InterruptedException {
        for (int tries = 0; tries < 1_500 && !condition.getAsBoolean(); tries++) {
            Thread.sleep(20);
        }
        assertThat(condition.getAsBoolean()).as(what + "; calls " + runtime().calls() + "; log " + log).isTrue();
    }

    @Test
    void pod_withItsOwnCpus_isCreatedAfterTheOthersHaveLeftThem() throws InterruptedException {
        PodRecord _ = submit("shared", "", SHARED);
        awaitState("shared", "running ");
        runtime().refuses(call -> call.startsWith("move shared"));
        PodRecord _ = submit("own", "", OWN);
        await(() -> log.stream().anyMatch(line -> line.contains("warn container-not-moved")), "the refusal");
        assertThat(runtime().calls()).noneMatch(call -> call.startsWith("create own"));

        runtime().refuses(_ -> false);
        awaitState("own", "running ");
        assertThat(runtime().calls()).containsExactly("sandbox shared in alidade.slice", "create shared-0 on 0-15",
                "start shared", "move shared to 0,2-8,10-15", "sandbox own in alidade.slice", "create own-0 on 1,9",
                "start own");
        assertThat(agent().pods().remove("own").join()).isTrue();
        await(() -> runtime().calls().contains("move shared to 0-15"), "the pool is whole again");
        await(() -> runtime().calls().contains("remove sandbox-own-0"), "it is removed");
        List<String> calls = runtime().calls();
        assertThat(calls.indexOf("end own")).isLessThan(calls.indexOf("move shared to 0-15"));
    }

    /// The runtime refuses to remove the first one for a while.
    @Test
    void pod_thatIsRemovedAndComesAgain_isAnotherOne() throws InterruptedException {
        PodRecord _ = submit("web", "restartPolicy: Never,", OWN);
        awaitState("web", "running ");
        AtomicInteger refusals = new AtomicInteger();
        runtime().refuses(call -> call.startsWith("remove sandbox") && refusals.getAndIncrement() == 0);
        assertThat(agent().pods().remove("web").join()).isTrue();

        PodRecord _ = submit("web", "restartPolicy: Never,", OWN);

        awaitState("web", "running ");
        assertThat(agent().snapshot().records()).extracting(PodRecord::phase).containsExactly(PodPhase.RUNNING);
        List<String> calls = runtime().calls();
        assertThat(calls.subList(calls.lastIndexOf("remove sandbox-web-0"), calls.size())).containsExactly(
                "remove sandbox-web-0", "sandbox web in alidade.slice", "create web-0 on 1,9", "start web");
        assertThat(log).noneMatch(line -> line.contains("container-found"));
    }

    @Test
    void room_forAPod_isMadeByTheRuntimeAndNothingIsRestarted() throws InterruptedException {
        PodRecord _ = submit("gone", "", "resources: {limits: {cpu: 6, memory: 1Gi}}");
        PodRecord _ = submit("alone", "", OWN);
        PodRecord _ = submit("shared", "", SHARED);
        for (String pod : List.of("gone", "alone", "shared")) {
            awaitState(pod, "running ");
        }
        assertThat(agent().pods().remove("gone").join()).isTrue();

        String answer = new String(SocketClient.call(folder.resolve("state/agent.sock"), "POST",
                "/v1/defragment?shape=cpu%3D8&apply=true", "application/json", new byte[0]).body(),
                StandardCharsets.UTF_8);

        assertThat(answer).contains("\"possible\": true", "\"exclusiveCpus\": \"1,9\"", "\"done\": true");
        assertThat(runtime().calls()).contains("move alone to 1,9").noneMatch(call -> call.startsWith("end alone"));
        await(() -> runtime().calls().contains("move shared to 0,2-8,10-15"), "the pool has what it has left");
        PodRecord _ = submit("wide", "", "resources: {limits: {cpu: 8, memory: 1Gi}}");
        awaitState("wide", "running ");
        assertThat(runtime().calls()).contains("create wide-0 on 4-7,12-15");
    }

    @Test
    void answers_thatAreLost_costNothingTwice() throws InterruptedException {
        List<String> lost = new ArrayList<>();
        runtime().losesAnswers(call -> !lost.contains(call) && lost.add(call));
        PodRecord _ = submit("own", "", OWN);
        awaitState("own", "running ");
        assertThat(runtime().calls()).containsExactly("sandbox own in alidade.slice", "create own-0 on 1,9",
                "start own");
    }

    @Test
    void runtime_thatIsAway_isWaitedForByStartsAndByRestartsOfTheAgent() throws IOException, InterruptedException {
        PodRecord _ = submit("first", "", OWN);
        awaitState("first", "running ");
        runtime().shut();
        await(() -> log.stream().anyMatch(line -> line.contains("warn runtime-gone")), "the word of it");
        agent().close();
        running = Optional.of(begin());
        PodRecord _ = submit("second", "restartPolicy: Never,", OWN);
        assertThat(runtime().calls()).noneMatch(call -> call.contains("second"));
        TestRuntime _ = runtime().open();
        awaitState("second", "running ");
        awaitState("first", "running ");
        assertThat(runtime().calls()).filteredOn(call -> call.startsWith("start")).containsExactly("start first",
                "start second");
        assertThat(log).anyMatch(line -> line.contains("info container-found pod=default/first"));
    }

    @Test
    void container_thatEnds_isNotedWithEventsAndWithout() throws IOException, InterruptedException {
        PodRecord _ = submit("told", "restartPolicy: Never,", SHARED);
        awaitState("told", "running ");
        runtime().ends("told", 3);
        awaitState("told", "terminated Error");
        await(() -> phase("told") == PodPhase.FAILED, "the pod is done");

        runtime().shut();
        runtime().tellsNoEvents();
        TestRuntime _ = runtime().open();
        PodRecord _ = submit("silent", "restartPolicy: Never,", SHARED);
        awaitState("silent", "running ");
        runtime().ends("silent", 0);
        awaitState("silent", "terminated Completed");
        await(() -> phase("silent") == PodPhase.SUCCEEDED, "the pod is done");
    }

    private PodPhase phase(String pod) {
        return agent().snapshot().find("default", pod).orElseThrow().phase();
    }

    @Test
    void image_thatIsMissing_isPulledOnlyIfThePodAllowsIt() throws InterruptedException {
        runtime().hasNoImages();
        PodRecord _ = submit("never", "restartPolicy: Never,", "imagePullPolicy: Never");
        awaitState("never", "waiting ErrImageNeverPull");
        PodRecord _ = submit("missing", "", SHARED);
        awaitState("missing", "running ");
        assertThat(runtime().calls()).filteredOn(call -> call.startsWith("pull"))
                .containsExactly("pull example.test/x:1");
        assertThat(phase("never")).isEqualTo(PodPhase.RUNNING);
    }

    @Test
    void image_thatCannotBePulled_keepsItsPodWaitingInTheKubeletsWords() throws InterruptedException {
        runtime().hasNoImages();
        runtime().refuses(call -> call.startsWith("pull"));
        PodRecord _ = submit("far", "restartPolicy: Never,", SHARED);
        awaitState("far", "waiting ImagePullBackOff");
        assertThat(message("far"))
                .isEqualTo("Back-off pulling image \"example.test/x:1\": ErrImagePull: refused: pull example.test/x:1");
        PodRecord _ = submit("never", "restartPolicy: Never,", "imagePullPolicy: Never");
        awaitState("never", "waiting ErrImageNeverPull");
        assertThat(message("never"))
                .isEqualTo("Container image \"example.test/x:1\" is not present with pull policy of Never");
        assertThat(phase("far")).isEqualTo(PodPhase.RUNNING);
    }

    /// What is said of the container of a pod that has one, of the pod's name.
    private String message(String pod) {
        return Objects.requireNonNull(agent().snapshot().containers().orElse(pod, Map.of()).get(pod)).message();
    }

    @Test
    void whatIsLeftOfAPodNobodyKnows_isRemovedUnlessItRuns() throws IOException, InterruptedException {
        PodRecord _ = submit("ended", "restartPolicy: Never,", SHARED);
        PodRecord _ = submit("runs", "", SHARED);
        awaitState("runs", "running ");
        awaitState("ended", "running ");
        runtime().ends("ended", 0);
        await(() -> phase("ended") == PodPhase.SUCCEEDED, "the pod is done");
        agent().close();
        for (String pod : List.of("ended", "runs")) {
            Files.delete(folder.resolve("state/pods/" + pod + ".json"));
        }
        running = Optional.of(begin());
        await(() -> runtime().calls().contains("remove sandbox-ended-0"), "what has ended is removed");
        await(() -> log.stream().anyMatch(line -> line.contains("warn pod-left-running uid=runs")), "the word of it");
        assertThat(runtime().containers()).extracting(container -> container.getMetadata().getName())
                .containsExactly("runs");
    }

    @Test
    void pod_withoutImage_isRefusedByItsField() {
        PodRecord pod = agent().pods()
                .submit(AgentPod.read(Samples.document("{apiVersion: v1, kind: Pod, metadata: {name:"
                        + " web}, spec: {containers: [{name: c, command: [a]}]}}"), new PodOrigin.Api()))
                .join();
        assertThat(pod.reason()).isEqualTo("UnsupportedField");
        assertThat(pod.message()).contains("spec.containers[0].image is missing");
    }
}
