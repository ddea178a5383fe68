package io.alidade.agent.cri;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Samples;
import io.alidade.agent.decision.Place;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.runtime.ContainerEnd;
import io.alidade.agent.runtime.Drift;
import io.alidade.agent.runtime.PodFolders;
import io.alidade.agent.settings.PodRuntime;
import io.alidade.agent.settings.RuntimeEndpoint;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.linux.process.CpusetCgroup;
import io.alidade.wire.socket.GrpcSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A container whose cgroup is a folder like any other, which a runtime writes or does not.
class CriDriftTest {
    private static final Place PLACE = new Place(CpuSet.of(1), true, NumaNodeIds.of(List.of(0)));
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    Path folder = Path.of("");

    private final GrpcSockets sockets = new GrpcSockets(1 << 20);
    private final CompletableFuture<ContainerEnd> ended = new CompletableFuture<>();
    private Optional<TestRuntime> served = Optional.empty();
    private Optional<CriRuntime> connected = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        Path socket = folder.resolve("cri.sock");
        served = Optional.of(new TestRuntime(socket).open());
        connected = Optional.of(new CriRuntime(new PodRuntime.Cri(new RuntimeEndpoint(socket), Optional.empty()),
                NodeLimits.of(Samples.node()), folder, new PodFolders(folder.resolve("containers")), sockets,
                new AgentLog(_ -> {}, LogFormat.TEXT, InstantSource.system()), _ -> true));
        write("cpuset.cpus", "0");
        write("cpuset.mems", "0");
    }

    @AfterEach
    void stop() {
        connected.ifPresent(CriRuntime::close);
        served.ifPresent(TestRuntime::close);
        sockets.close();
    }

    private TestRuntime runtime() {
        return served.orElseThrow();
    }

    private CriContainer container() {
        return new CriContainer(connected.orElseThrow(), "c-0", folder.resolve("log"), OptionalLong.of(42),
                Optional.of(new CpusetCgroup(folder)), ended);
    }

    private void write(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), text + "\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<Drift> get(CompletableFuture<List<Drift>> drifts) throws Exception {
        return drifts.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void drift_thatTheRuntimeMends_isCured() throws Exception {
        runtime().movesBy(cpus -> write("cpuset.cpus", cpus));
        assertThat(get(container().bringBack(PLACE))).containsExactly(new Drift(42, 42, "cpus", "0", "1", true));
        assertThat(get(container().bringBack(PLACE))).isEmpty();
    }

    @Test
    void drift_thatTheRuntimeOnlySaysToHaveMended_isNotCured() throws Exception {
        write("cpuset.mems", "1");
        runtime().movesBy(cpus -> write("cpuset.cpus", cpus));
        assertThat(get(container().bringBack(PLACE))).containsExactly(new Drift(42, 42, "cpus", "0", "1", true),
                new Drift(42, 42, "mems", "1", "0", false));
    }

    @Test
    void drift_thatTheRuntimeRefusesToMend_isToldByTheNextLook() throws Exception {
        runtime().refuses(call -> call.startsWith("move"));
        CriContainer container = container();
        CompletableFuture<List<Drift>> first = container.bringBack(PLACE);
        assertThat(get(container.bringBack(PLACE))).containsExactly(new Drift(42, 42, "cpus", "0", "1", false));
        runtime().movesBy(cpus -> write("cpuset.cpus", cpus));
        runtime().refuses(_ -> false);
        assertThat(get(first)).containsExactly(new Drift(42, 42, "cpus", "0", "1", true));
    }

    @Test
    void container_thatHasEnded_isNowhere() throws Exception {
        ended.complete(ContainerEnd.of(0));
        assertThat(get(container().bringBack(PLACE))).isEmpty();
    }
}
