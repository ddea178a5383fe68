package io.alidade.agent.podresources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.wire.podresources.AllocatableResourcesRequest;
import io.alidade.wire.podresources.AllocatableResourcesResponse;
import io.alidade.wire.podresources.ContainerMemory;
import io.alidade.wire.podresources.ContainerResources;
import io.alidade.wire.podresources.GetPodResourcesRequest;
import io.alidade.wire.podresources.ListPodResourcesRequest;
import io.alidade.wire.podresources.NUMANode;
import io.alidade.wire.podresources.PodResources;
import io.alidade.wire.podresources.PodResourcesListerGrpc;
import io.alidade.wire.podresources.PodResourcesListerGrpc.PodResourcesListerBlockingStub;
import io.alidade.wire.socket.GrpcSockets;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodResourcesServiceTest {
    private static final String MEMORY = """
            memoryManagerPolicy: Static
            kubeReserved: {memory: 924Mi}
            reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]
            """;

    @TempDir
    Path state = Path.of("");

    private final GrpcSockets sockets = new GrpcSockets(1 << 20);
    private Agent agent;
    private ManagedChannel channel;
    private PodResourcesListerBlockingStub lister;

    @BeforeEach
    void start() {
        AgentSettings settings = Samples.settings(state);
        agent = Samples.agent(settings, Samples.node(MEMORY));
        channel = sockets.channel(settings.podResources().orElseThrow());
        lister = PodResourcesListerGrpc.newBlockingStub(channel);
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        sockets.close();
        agent.close();
    }

    @Test
    void pod_thatIsActive_isListedWithItsCpusAndMemory() {
        PodRecord pod = agent.pods().submit(Samples.pod("web", "cpu: 2, memory: 1Gi")).join();
        assertThat(pod.isActive()).as(pod.message()).isTrue();
        PodRecord _ = agent.pods().submit(Samples.pod("wide", "cpu: 9, memory: 1Gi")).join();
        PodResources listed = lister.list(ListPodResourcesRequest.getDefaultInstance()).getPodResources(0);
        assertThat(lister.list(ListPodResourcesRequest.getDefaultInstance()).getPodResourcesCount()).isEqualTo(1);
        assertThat(listed.getName()).isEqualTo("web");
        ContainerResources container = listed.getContainers(0);
        assertThat(container.getCpuIdsList()).containsExactly(1L, 9L);
        assertThat(container.getMemoryList()).singleElement().satisfies(memory -> {
            assertThat(memory.getMemoryType()).isEqualTo("memory");
            assertThat(memory.getSize()).isEqualTo(1L << 30);
            assertThat(memory.getTopology().getNodesList()).extracting(NUMANode::getID).containsExactly(0L);
        });
        assertThat(lister.get(GetPodResourcesRequest.newBuilder().setPodName("web").setPodNamespace("default").build())
                .getPodResources()).isEqualTo(listed);
    }

    @Test
    void pod_thatIsNotActive_isNotFoundInTheWordsOfTheKubelet() {
        PodRecord _ = agent.pods().submit(Samples.pod("wide", "cpu: 9, memory: 1Gi")).join();
        for (String name : new String[] {"wide", "none"}) {
            assertThatThrownBy(() -> lister
                    .get(GetPodResourcesRequest.newBuilder().setPodName(name).setPodNamespace("default").build()))
                    .hasMessage("UNKNOWN: pod " + name + " in namespace default not found");
        }
    }

    @Test
    void allocatable_isWhatIsNotReserved() {
        AllocatableResourcesResponse all = lister
                .getAllocatableResources(AllocatableResourcesRequest.getDefaultInstance());
        assertThat(all.getCpuIdsList()).hasSize(14).doesNotContain(0L, 8L);
        assertThat(all.getMemoryList()).extracting(ContainerMemory::getSize).containsExactly(15L << 30, 16L << 30);
    }

    @Test
    void calls_beyondTheBudget_areTurnedAwayUntilItIsFilled() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        CallBudget budget = new CallBudget(now::get);
        for (int i = 0; i < 10; i++) {
            assertThat(budget.take()).isTrue();
        }
        assertThat(budget.take()).isFalse();
        now.set(Instant.EPOCH.plusMillis(20));
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();
    }
}
