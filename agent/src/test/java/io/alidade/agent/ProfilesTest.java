package io.alidade.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.settings.Profile;
import io.alidade.live.source.FoundNode;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Faults of kubelets in what they choose: an agent has them in the profile `exact` only.
class ProfilesTest {
    @TempDir
    Path state = Path.of("");

    private Agent agent(Profile profile, FoundNode node) {
        return Samples.agent(Samples.settings(state, profile), node);
    }

    private static PodRecord submit(Agent agent, String name, String limits) {
        return agent.pods().submit(Samples.pod(name, limits)).join();
    }

    private static String cpus(Agent agent, PodRecord pod) {
        assertThat(pod.isActive()).as(pod.message()).isTrue();
        return agent.snapshot().placements(pod).getFirst().cpus().toListString();
    }

    // cpu-manager 10.5a
    @ParameterizedTest
    @EnumSource(Profile.class)
    void reservedCpu_whereAnotherIsOffline_isGivenAwayInExactOnly(Profile profile) {
        FoundNode node = Samples.withoutCpus(Samples.nodeOn("""
                numaNodes: [{node: 0, memory: 16Gi}]
                layout: {sockets: 1, coresPerSocket: 4, threadsPerCore: 2}
                """, """
                cpuManagerPolicy: static
                reservedSystemCPUs: "0"
                """), "7");
        try (Agent agent = agent(profile, node)) {
            assertThat(cpus(agent, submit(agent, "web", "cpu: 2, memory: 1Gi")))
                    .isEqualTo(profile == Profile.EXACT ? "0,4" : "3-4");
        }
    }

    // cpu-manager 11.4
    @ParameterizedTest
    @EnumSource(Profile.class)
    void distributionOfWholeCores_thatHasNoEnd_endsInSafe(Profile profile) {
        FoundNode node = Samples.nodeOn("""
                numaNodes: [{memory: 16Gi}, {memory: 16Gi}, {memory: 16Gi}, {memory: 16Gi}]
                layout: {sockets: 4, coresPerSocket: 3, threadsPerCore: 2}
                """, """
                cpuManagerPolicy: static
                reservedSystemCPUs: "0,3,6,9"
                cpuManagerPolicyOptions: {full-pcpus-only: "true", distribute-cpus-across-numa: "true"}
                featureGates: {CPUManagerPolicyAlphaOptions: true}
                """);
        try (Agent agent = agent(profile, node)) {
            PodRecord pod = submit(agent, "web", "cpu: 14, memory: 1Gi");
            if (profile == Profile.EXACT) {
                assertThat(pod.reason()).isEqualTo("UnboundedAllocation");
            } else {
                assertThat(cpus(agent, pod)).isNotEmpty().doesNotStartWith("0").doesNotContain(",0,");
                assertThat(agent.snapshot().placements(pod).getFirst().cpus().size()).isEqualTo(14);
            }
        }
    }

    // cpu-manager 11.2b
    @ParameterizedTest
    @EnumSource(Profile.class)
    void numaNodesThatWereFoundBest_areMixedUpInExactOnly(Profile profile) {
        FoundNode node = Samples.nodeOn("""
                numaNodes: [{memory: 16Gi}, {memory: 16Gi}, {memory: 16Gi}, {memory: 16Gi}, {memory: 16Gi},
                  {memory: 16Gi}, {memory: 16Gi}, {memory: 16Gi}]
                layout: {sockets: 8, coresPerSocket: 4}
                """, """
                cpuManagerPolicy: static
                reservedSystemCPUs: "31"
                cpuManagerPolicyOptions: {distribute-cpus-across-numa: "true"}
                featureGates: {CPUManagerPolicyAlphaOptions: true}
                """);
        try (Agent agent = agent(profile, node)) {
            assertThat(cpus(agent, submit(agent, "web", "cpu: 14, memory: 1Gi")))
                    .isEqualTo(profile == Profile.EXACT ? "0-10,24-26" : "0-10,12-14");
        }
    }

    /// Two NUMA nodes with half a pod's memory each, and a third pod that fits on neither, nor on both, for each is taken alone.
    // memory-manager 8.1
    @ParameterizedTest
    @EnumSource(Profile.class)
    void memory_thatNoNumaNodesHave_isNoMatterToTheTopologyManagerInExactOnly(Profile profile) {
        FoundNode node = Samples.nodeOf("""
                cpuManagerPolicy: static
                topologyManagerPolicy: restricted
                reservedSystemCPUs: "0,8"
                memoryManagerPolicy: Static
                reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}, {numaNode: 1, limits: {memory: 1Gi}}]
                systemReserved: {memory: 1948Mi}
                """);
        try (Agent agent = agent(profile, node)) {
            assertThat(submit(agent, "first", "cpu: 2, memory: 10Gi").isActive()).isTrue();
            assertThat(submit(agent, "second", "cpu: 2, memory: 10Gi").isActive()).isTrue();
            PodRecord pod = submit(agent, "third", "cpu: 2, memory: 8Gi");
            assertThat(pod.reason()).as(pod.message())
                    .isEqualTo(profile == Profile.EXACT ? "UnexpectedAdmissionError" : "TopologyAffinityError");
            assertThat(pod.message()).isEqualTo(profile == Profile.EXACT
                    ? "Allocate failed due to [memorymanager] failed to find NUMA nodes to extend the current topology"
                            + " hint, which is unexpected"
                    : "Resources cannot be allocated with Topology locality");
        }
    }
}
