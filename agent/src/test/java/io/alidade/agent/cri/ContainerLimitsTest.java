package io.alidade.agent.cri;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Samples;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.agent.runtime.QuotaRule;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.wire.cri.HugepageLimit;
import io.alidade.wire.cri.LinuxContainerResources;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Figures as kubelet 1.36.3 gave them to containerd 2.3.7 on a machine of 24,684,084 kB, read back from the container.
class ContainerLimitsTest {
    private static final NodeLimits NODE = new NodeLimits(FeatureGates.DEFAULTS.in(KubeletVersion.V1_36),
            QuotaRule.DEFAULT,
            List.of(2L << 20, 1L << 30), 24_684_084L << 10);

    private static LinuxContainerResources of(String spec, String name, boolean isExclusive) {
        return of(NODE.quota(), spec, name, isExclusive);
    }

    private static LinuxContainerResources of(QuotaRule rule, String spec, String name, boolean isExclusive) {
        var manifest = AgentPod.read(Samples.document("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {" + spec
                + "}}"), new PodOrigin.Api()).manifest();
        ContainerRequest container = manifest.request().containers().stream()
                .filter(found -> found.name().equals(name)).findFirst().orElseThrow();
        return new ContainerLimits(new NodeLimits(NODE.gates(), rule, NODE.pageSizesBytes(), NODE.memoryBytes()),
                manifest).of(container, isExclusive).build();
    }

    private static final String BURST = "initContainers: [{name: side, restartPolicy: Always, resources: {requests:"
            + " {memory: 8Mi}, limits: {cpu: 250m}}}], containers: [{name: big, resources: {requests: {memory: 1Gi},"
            + " limits: {memory: 2Gi, cpu: 5m}}}, {name: small, resources: {requests: {memory: 1000}, limits: {memory:"
            + " '4000001'}}}]";
    private static final String WHOLE = "resources: {requests: {memory: 3Gi}, limits: {memory: 4Gi, cpu: 300m}},"
            + " containers: [{name: a, resources: {requests: {memory: 100Mi}}}, {name: b}]";

    @ParameterizedTest
    @CsvSource({"big, 5, 1000, 2147483648, 958", "small, 2, 0, 4000001, 999", "side, 256, 25000, 0, 999"})
    void burstableContainer_hasTheKubeletsFigures(String name, long shares, long quota, long memory, long score) {
        assertFigures(of(BURST, name, false), shares, quota, memory, score);
    }

    @ParameterizedTest
    @CsvSource({"a, 935", "b, 939"})
    void containerWithoutLimits_hasThoseOfItsPod(String name, long score) {
        assertFigures(of(WHOLE, name, false), 307, 30_000, 4L << 30, score);
    }

    @Test
    void bestEffortContainer_hasTheLeastShares() {
        assertFigures(of("containers: [{name: c}]", "c", false), 2, 0, 0, 1_000);
    }

    @Test
    void guaranteedContainer_withItsOwnCpus_hasNoQuota() {
        String spec = "containers: [{name: c, resources: {limits: {cpu: 1, memory: 64Mi}}}]";
        assertFigures(of(spec, "c", true), 1_024, -1, 64L << 20, -997);
        assertFigures(of(spec, "c", false), 1_024, 100_000, 64L << 20, -997);
    }

    @Test
    void quota_ofAnotherPeriodOrOfNone_isAsTheConfigurationSays() {
        String spec = "containers: [{name: c, resources: {limits: {cpu: 1500m, memory: 64Mi}}}]";
        LinuxContainerResources shorter = of(new QuotaRule(true, 20_000, true), spec, "c", false);
        assertThat(shorter.getCpuPeriod()).isEqualTo(20_000);
        assertThat(shorter.getCpuQuota()).isEqualTo(30_000);
        LinuxContainerResources kept = of(new QuotaRule(true, 20_000, false), spec, "c", true);
        assertThat(kept.getCpuQuota()).isEqualTo(30_000);
        LinuxContainerResources none = of(new QuotaRule(false, 20_000, true), spec, "c", true);
        assertThat(none.getCpuPeriod()).isZero();
        assertThat(none.getCpuQuota()).isZero();
    }

    private static void assertFigures(LinuxContainerResources resources, long shares, long quota, long memory,
            long score) {
        assertThat(resources.getCpuShares()).isEqualTo(shares);
        assertThat(resources.getCpuQuota()).isEqualTo(quota);
        assertThat(resources.getCpuPeriod()).isEqualTo(100_000);
        assertThat(resources.getMemoryLimitInBytes()).isEqualTo(memory);
        assertThat(resources.getOomScoreAdj()).isEqualTo(score);
    }

    @Test
    void nodeCriticalPod_isKilledLast() {
        assertThat(of("priority: 2000001000, priorityClassName: system-node-critical, containers: [{name: c}]", "c",
                false).getOomScoreAdj()).isEqualTo(-997);
        assertThat(of("priority: 5, priorityClassName: system-node-critical, containers: [{name: c}]", "c", false)
                .getOomScoreAdj()).isEqualTo(1_000);
    }

    @Test
    void hugepages_ofEverySize_areLimitedAndNoneAreThoseNotAskedFor() {
        LinuxContainerResources resources = of("containers: [{name: c, resources: {limits: {cpu: 1, memory: 1Gi,"
                + " hugepages-2Mi: 64Mi}}}]", "c", false);
        assertThat(resources.getHugepageLimitsList()).containsExactly(
                HugepageLimit.newBuilder().setPageSize("2MB").setLimit(64L << 20).build(),
                HugepageLimit.newBuilder().setPageSize("1GB").setLimit(0).build());
    }
}
