package io.alidade.kube.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeletConfigurationReaderTest {
    static final String HEADER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n";

    static KubeletConfiguration decode(String fields) {
        return KubeletConfigurationReader.LENIENT
                .decode(DocumentReader.readOne("kubelet.yaml", (HEADER + fields).getBytes(StandardCharsets.UTF_8)));
    }

    private static BadInput refusal(String fields) {
        return catchThrowableOfType(BadInput.class, () -> decode(fields));
    }

    private static Stream<String> lines(BadInput refusal) {
        return String.valueOf(refusal.getMessage()).lines();
    }

    private static KubeletConfiguration decodeWhole(String text) {
        return KubeletConfigurationReader.LENIENT
                .decode(DocumentReader.readOne("in", text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void decode_machineFile_isNoConfiguration() {
        assertThatThrownBy(() -> decodeWhole("name: gpu-server\nnumaNodes: []\n")).isInstanceOf(BadInput.class)
                .hasMessage("in:1:1: this is no kubelet configuration: none of its fields is one (name)."
                        + " The kubelet says: Object 'Kind' is missing.");
    }

    @Test
    void unknownField_misspelt_namesTheOneThatIsMeant() {
        assertThat(decode("cpuManagerPolcy: static\n").warnings()).extracting(ConfigurationWarning::message)
                .singleElement().asString().contains("cpuManagerPolcy").endsWith("Maybe cpuManagerPolicy is meant.");
    }

    @Test
    void refusal_withUnknownField_namesBoth() {
        assertThat(lines(refusal("topologyManagerPolicy: strict\ncpuManagerPolcy: static\n"))).hasSize(2)
                .first().asString().contains("topologyManagerPolicy");
    }

    @Test
    void defaults_nothingGiven_areTheKubelets() {
        KubeletConfiguration configuration = decode("");
        assertThat(configuration.cpuManagerPolicy()).isEqualTo("none");
        assertThat(configuration.cpuManagerReconcilePeriod()).isEqualTo(Duration.ofSeconds(10));
        assertThat(configuration.memoryManagerPolicy()).isEqualTo("None");
        assertThat(configuration.topologyManagerPolicy()).isEqualTo("none");
        assertThat(configuration.topologyManagerScope()).isEqualTo("container");
        assertThat(configuration.enforceNodeAllocatable()).containsExactly("pods");
        assertThat(configuration.evictionHard()).containsEntry("memory.available", "100Mi").hasSize(5);
        assertThat(configuration.cgroupsPerQos()).isTrue();
        assertThat(configuration.failCgroupV1()).isTrue();
        assertThat(configuration.maxPods()).isEqualTo(110);
        assertThat(configuration.warnings()).isEmpty();
    }

    @Test
    void evictionHard_given_replacesAllDefaults() {
        assertThat(decode("evictionHard: {nodefs.available: 5%}\n").evictionHard())
                .isEqualTo(Map.of("nodefs.available", "5%"));
        assertThat(decode("evictionHard: {}\n").evictionHard()).isEmpty();
        assertThat(decode("evictionHard: null\n").evictionHard()).hasSize(5);
    }

    @Test
    void evictionHard_mergingDefaults_keepsTheOthers() {
        assertThat(decode("mergeDefaultEvictionSettings: true\nevictionHard: {memory.available: 1Gi}\n").evictionHard())
                .containsEntry("memory.available", "1Gi").containsEntry("nodefs.available", "10%").hasSize(5);
    }

    @Test
    void unknownField_lenient_isAWarningWithItsPlace() {
        assertThat(decode("cpuManagerPolicies: static\nCPUManagerPolicy: static\n").warnings())
                .extracting(ConfigurationWarning::toString)
                .containsExactly(
                        "kubelet.yaml:3:1: unknown field \"cpuManagerPolicies\" is ignored, as the kubelet ignores it."
                                + " Remove it or correct its name.",
                        "kubelet.yaml:4:1: unknown field \"CPUManagerPolicy\" is ignored, as the kubelet ignores it."
                                + " Maybe cpuManagerPolicy is meant.");
    }

    @Test
    void unknownField_strict_isRefused() {
        assertThatThrownBy(() -> KubeletConfigurationReader.STRICT.decode(DocumentReader.readOne("k",
                (HEADER + "nonsense: 1\n").getBytes(StandardCharsets.UTF_8)))).isInstanceOf(BadInput.class)
                .hasMessage("k:3:1: unknown field \"nonsense\".");
    }

    @Test
    void irrelevantField_known_isSilentUnlessOfTheWrongType() {
        assertThat(decode("""
                port: 10250
                authentication: {anonymous: {enabled: false}}
                syncFrequency: 1m
                tlsCurvePreferences: [29]
                memoryThrottlingFactor: 0.9
                """).warnings()).isEmpty();
        assertThat(refusal("port: high\n"))
                .hasMessageStartingWith("kubelet.yaml:3:7: port is \"high\", not a whole number");
        assertThat(refusal("syncFrequency: 10\n")).hasMessageStartingWith("kubelet.yaml:3:16: syncFrequency is");
        assertThat(refusal("syncFrequency: 10x\n"))
                .hasMessageContaining("time: unknown unit \"x\" in duration \"10x\"");
    }

    @Test
    void wrongTypes_several_areReportedTogether() {
        BadInput refusal = refusal("""
                systemReserved: {cpu: 1}
                cgroupsPerQOS: "yes"
                maxPods: 1.5
                cpuManagerPolicyOptions: {full-pcpus-only: true}
                """);
        assertThat(lines(refusal)).hasSize(4).anyMatch(line -> line.startsWith("kubelet.yaml:3:23: "))
                .anyMatch(line -> line
                        .contains("cpuManagerPolicyOptions.full-pcpus-only is the boolean true, not a string"));
        assertThat(refusal.cure()).contains("Quote it: \"true\".");
    }

    @Test
    void validation_severalProblems_areReportedTogetherWithTheKubeletsTexts() {
        assertThat(refusal("topologyManagerPolicy: strict\ntopologyManagerScope: node\nreservedSystemCPUs: 3-1\n"))
                .hasMessage("""
                        kubelet.yaml:3:24: invalid configuration: topologyManagerPolicy (--topology-manager-policy) "strict" \
                        must be one of: ["none" "best-effort" "restricted" "single-numa-node"]
                        kubelet.yaml:4:23: invalid configuration: topologyManagerScope (--topology-manager-scope) "node" \
                        must be one of: "container", or "pod"
                        kubelet.yaml:5:21: invalid configuration: unable to parse reservedSystemCPUs (--reserved-cpus) 3-1, \
                        error: invalid range "3-1" (3 > 1)""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [system-reserved]               | systemReservedCgroup (--system-reserved-cgroup) must be specified when "system-reserved" or "system-reserved-compressible" included in enforceNodeAllocatable (--enforce-node-allocatable)
            [pods, kube-reserved]           | kubeReservedCgroup (--kube-reserved-cgroup) must be specified when "kube-reserved" or "kube-reserved-compressible" included in enforceNodeAllocatable (--enforce-node-allocatable)
            [kube-reserved-compressible]    | kubeReservedCgroup (--kube-reserved-cgroup) must be specified when "kube-reserved" or "kube-reserved-compressible" included in enforceNodeAllocatable (--enforce-node-allocatable)
            [none, pods]                    | enforceNodeAllocatable (--enforce-node-allocatable) may not contain additional enforcements when "none" is specified
            [everything]                    | option "everything" specified for enforceNodeAllocatable (--enforce-node-allocatable). Valid options are "pods", "system-reserved", "system-reserved-compressible", "kube-reserved", "kube-reserved-compressible" or "none"
            """)
    void enforceNodeAllocatable_invalid_isRefused(String list, String message) {
        assertThat(refusal("enforceNodeAllocatable: " + list + "\n"))
                .hasMessageEndingWith(": invalid configuration: " + message);
    }

    @Test
    void cgroupsPerQos_offWithEnforcement_isRefused() {
        assertThat(refusal("cgroupsPerQOS: false\n")).hasMessageEndingWith(": invalid configuration:"
                + " cgroupsPerQOS (--cgroups-per-qos) must be set to true when \"pods\" contained in"
                + " enforceNodeAllocatable (--enforce-node-allocatable)");
        assertThat(decode("cgroupsPerQOS: false\nenforceNodeAllocatable: []\n").cgroupsPerQos()).isFalse();
    }

    @Test
    void reservedSystemCpus_withCgroup_isRefused() {
        assertThat(refusal("reservedSystemCPUs: 0-1\nkubeReservedCgroup: /kube\n")).hasMessageEndingWith(
                "can't use reservedSystemCPUs (--reserved-cpus) with systemReservedCgroup (--system-reserved-cgroup)"
                        + " or kubeReservedCgroup (--kube-reserved-cgroup)");
    }

    @Test
    void reservedSystemCpus_endlessRange_isRefusedAtOnce() {
        assertThat(refusal("reservedSystemCPUs: 0-99999999999\n")).hasMessageContaining("0-99999999999");
    }

    @Test
    void reservedMemory_threeProblems_areFoundInOrder() {
        assertThat(refusal("""
                reservedMemory:
                - numaNode: 0
                  limits: {memory: 1Gi, cpu: 1, hugepages-1Gi: 0}
                - numaNode: 0
                  limits:
                    memory: 2Gi
                """)).hasMessage("""
                kubelet.yaml:5:30: invalid configuration: the limit type "cpu" for NUMA node 0 is not supported, \
                only [memory hugepages-<HugePageSize>] is accepted
                kubelet.yaml:5:48: invalid configuration: reserved memory may not be zero for NUMA node 0 and resource \
                "hugepages-1Gi"
                kubelet.yaml:8:13: invalid configuration: the reserved memory has a duplicate value for NUMA node 0 and \
                resource "memory\"""");
    }

    @Test
    void reservedMemory_badNumbers_areRefused() {
        assertThat(lines(refusal("reservedMemory: [{numaNode: zero, limits: {memory: 1Gb}}]\n"))).hasSize(2)
                .anyMatch(line -> line.contains("reservedMemory[0].numaNode"))
                .anyMatch(line -> line.contains("reservedMemory[0].limits.memory"));
        assertThat(decode("reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}, numa: 1}]\n").warnings()).hasSize(1);
    }

    @Test
    void featureGate_lockedOrMisspelt_isSaid() {
        assertThat(start("featureGates: {CPUManagerPolicyOptions: false}\n")).isEqualTo(new StartSettings.Refused(
                "cannot set feature gate CPUManagerPolicyOptions to false, feature is locked to true"));
        assertThat(start("featureGates: {PodLevelResources: false}\n")).isEqualTo(new StartSettings.Refused(
                "InPlacePodLevelResourcesVerticalScaling is enabled, but depends on features that are disabled:"
                        + " [PodLevelResources]"));
        assertThat(start("featureGates: {Nonsense: true}\n"))
                .isEqualTo(new StartSettings.Refused("unrecognized feature gate: Nonsense"));
        assertThat(decode("featureGates: {CpuManagerPolicyAlphaOption: true, SomethingNew: true}\n").warnings())
                .singleElement().extracting(ConfigurationWarning::message).asString()
                .contains("CPUManagerPolicyAlphaOptions");
        assertThat(refusal("featureGates: {PodLevelResources: \"true\"}\n")).hasMessageContaining("not true or false");
    }

    @Test
    void configz_headerMissing_isRead() {
        KubeletConfiguration configuration = decodeWhole("""
                {"kubeletconfig":{"cpuManagerPolicy":"static","maxPods":250,"systemReserved":{"cpu":"500m"}}}""");
        assertThat(configuration.cpuManagerPolicy()).isEqualTo("static");
        assertThat(configuration.maxPods()).isEqualTo(250);
        assertThat(configuration.warnings()).isEmpty();
    }

    @Test
    void openShift_kubeletConfig_isReadWithWhatCannotBeKnown() {
        KubeletConfiguration configuration = decodeWhole("""
                apiVersion: machineconfiguration.openshift.io/v1
                kind: KubeletConfig
                metadata: {name: numa}
                spec:
                  autoSizingReserved: true
                  machineConfigPoolSelector: {matchLabels: {a: b}}
                  kubeletConfig:
                    topologyManagerPolicy: restricted
                """);
        assertThat(configuration.topologyManagerPolicy()).isEqualTo("restricted");
        assertThat(configuration.positionOf("topologyManagerPolicy")).map(Object::toString).contains("in:8:28");
        assertThat(configuration.warnings()).extracting(warning -> warning.position().line()).containsExactly(5, 1);
    }

    @Test
    void header_missingOrOther_isSaid() {
        byte[] headless = "cpuManagerPolicy: static".getBytes(StandardCharsets.UTF_8);
        assertThat(decodeWhole("cpuManagerPolicy: static").cpuManagerPolicy()).isEqualTo("static");
        assertThatThrownBy(() -> KubeletConfigurationReader.LENIENT.read("in", headless)).isInstanceOf(BadInput.class)
                .hasMessage("in:1:1: kind is missing, and the kubelet refuses a file without it."
                        + " The kubelet says: Object 'Kind' is missing.");
        assertThatThrownBy(() -> decodeWhole("apiVersion: v1\nkind: Pod\n")).isInstanceOf(BadInput.class)
                .hasMessage(
                        "in:1:13: apiVersion is \"v1\", but a kubelet configuration has \"kubelet.config.k8s.io/v1beta1\"."
                                + " The kubelet says: no kind \"Pod\" is registered for version \"v1\".");
        assertThatThrownBy(() -> decodeWhole("[]")).isInstanceOf(BadInput.class);
    }

    @Test
    void inspect_invalid_givesEachProblemAndEveryWarning() {
        var inspected = KubeletConfigurationReader.LENIENT.inspect(ConfigurationLayers.file(DocumentReader.readOne("k",
                (HEADER + "maxPods: -1\npodsPerCore: -2\nfoo: 1\n").getBytes(StandardCharsets.UTF_8))));
        assertThat(inspected).isInstanceOfSatisfying(KubeletConfigurationReader.Inspected.Invalid.class, invalid -> {
            assertThat(invalid.problems()).extracting(BadInput::getMessage).containsExactly(
                    "k:3:10: invalid configuration: maxPods (--max-pods) -1 must not be a negative number",
                    "k:4:14: invalid configuration: podsPerCore (--pods-per-core) -2 must not be a negative number");
            assertThat(invalid.warnings()).hasSize(1);
        });
    }

    @Test
    void hugeInput_ofUselessKeys_isReadInBoundedTime() {
        StringBuilder unknown = new StringBuilder();
        StringBuilder limits = new StringBuilder();
        StringBuilder options = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            unknown.append("x").append(i).append(": 1\n");
            limits.append(i == 0 ? "" : ",").append("hugepages-").append(i).append(": 1");
            options.append(i == 0 ? "" : ",").append("o").append(i);
        }
        assertThat(decode(unknown.toString()).warnings()).hasSize(Fields.MAX_PROBLEMS);
        assertThat(decode("reservedMemory: [{numaNode: 0, limits: {" + limits + "}}]\n").reservedMemory()).hasSize(1);
        assertThat(lines(refusal("enforceNodeAllocatable: [" + options + "]\n"))).hasSize(101).last().asString()
                .isEqualTo("and at least 900 more problems");
        assertThat(start("evictionHard: {memory.available: \"" + "%".repeat(1_000_000) + "x%\"}\n")).isNotNull();
    }

    private static StartSettings start(String fields) {
        return decode(fields).start(KubeletVersion.V1_36, StartSettingsTest.machine());
    }
}
