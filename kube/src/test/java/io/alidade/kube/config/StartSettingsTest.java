package io.alidade.kube.config;

import static io.alidade.kube.config.KubeletConfigurationReaderTest.decode;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.device.Device;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartSettingsTest {
    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;

    private static NodeTopology machine(long memoryBytes, Map<Long, Long> hugepages) {
        return new NodeTopology(List.of(new NumaNode(0, memoryBytes, hugepages, List.of())),
                IntStream.range(0, 16).mapToObj(cpu -> new Cpu(cpu, cpu, 0, 0, 0)).toList());
    }

    private static StartSettings start(String fields, NodeTopology machine) {
        return decode(fields).start(KubeletVersion.V1_36, machine);
    }

    private static StartSettings.Usable usable(String fields, NodeTopology machine) {
        return (StartSettings.Usable) start(fields, machine);
    }

    private static Quantity amount(Map<String, Quantity> amounts, String resource) {
        return amounts.getOrDefault(resource, Quantity.ZERO);
    }

    static NodeTopology machine() {
        return machine(64 * GIB, Map.of());
    }

    @Test
    void allocatable_exampleOfTheSpecification_isReproduced() {
        StartSettings.Usable usable = usable("""
                kubeReserved: {memory: 1Gi, cpu: 500m}
                systemReserved: {memory: 1Gi, cpu: 500m}
                evictionHard: {memory.available: 100Mi}
                """, machine(64 * GIB, Map.of(GIB, 4L)));
        assertThat(usable.allocatable().allocatable()).hasSize(4)
                .hasEntrySatisfying("cpu", amount -> assertThat(amount.toText()).isEqualTo("15"))
                .hasEntrySatisfying("memory", amount -> assertThat(amount.ceilUnits()).isEqualTo(62172168192L))
                .hasEntrySatisfying("hugepages-1Gi", amount -> assertThat(amount.toText()).isEqualTo("4Gi"))
                .hasEntrySatisfying("pods", amount -> assertThat(amount.toText()).isEqualTo("110"));
        assertThat(usable.settings().reservation()).containsOnlyKeys("cpu", "memory")
                .hasEntrySatisfying("memory", amount -> assertThat(amount.toText()).isEqualTo("2148Mi"));
        assertThat(usable.allocatable().startError()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"10%, 64, 6871947776", "5%, 32, 1717986944", "0%, 64, 0", "100%, 64, 0", "1Gi, 64, 1073741824"})
    void eviction_ofMemory_reservesTheKubeletsBytes(String threshold, long gib, long bytes) {
        var reservation = usable("evictionHard: {memory.available: \"" + threshold + "\"}\n",
                machine(gib * GIB, Map.of()))
                .settings().reservation();
        assertThat(amount(reservation, "memory").ceilUnits()).isEqualTo(bytes);
    }

    @Test
    void reservedSystemCpus_override_bothCpuReservations() {
        StartSettings.Usable usable = usable("""
                reservedSystemCPUs: 0-2
                kubeReserved: {cpu: wrong}
                systemReserved: {cpu: "9"}
                """, machine());
        assertThat(amount(usable.settings().reservation(), "cpu").toText()).isEqualTo("3");
        assertThat(usable.settings().reservedSystemCpus()).map(cpus -> cpus.toListString()).contains("0-2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            reservedSystemCPUs: 0-3,99                | reserved-cpus: 0-3,99 is not a subset of online-cpus: 0-15
            kubeReserved: {memory: lots}              | --kube-reserved value failed to parse: failed to parse quantity "lots" for "memory" resource: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
            systemReserved: {cpu: "-1"}               | --system-reserved value failed to parse: resource quantity for "cpu" cannot be negative: -1
            systemReserved: {hugepages-1Gi: 1Gi}      | --system-reserved value failed to parse: cannot reserve "hugepages-1Gi" resource
            evictionHard: {memory.free: 1Gi}          | unsupported eviction signal memory.free
            evictionHard: {memory.available: -5%}     | eviction percentage threshold memory.available must be >= 0%: -5%
            evictionHard: {memory.available: 101%}    | eviction percentage threshold memory.available must be <= 100%: 101%
            evictionHard: {memory.available: "0"}     | eviction threshold memory.available must be positive: 0
            evictionHard: {memory.available: -1Gi}    | eviction threshold memory.available must be positive: -1Gi
            evictionHard: {memory.available: x%}      | strconv.ParseFloat: parsing "x": invalid syntax
            """)
    void start_impossible_isRefusedWithTheKubeletsText(String field, String startError) {
        assertThat(start(field + "\n", machine())).isEqualTo(new StartSettings.Refused(startError));
    }

    @Test
    void reservation_aboveCapacity_isFoundByTheAllocatableCheck() {
        assertThat(usable("systemReserved: {cpu: \"17\", memory: 65Gi}\nevictionHard: {}\n", machine()).allocatable()
                .startError()).contains("invalid Node Allocatable configuration."
                        + " Resource \"cpu\" has a reservation of {{17 0} {<nil>}  DecimalSI} but capacity of {{16000 -3} {<nil>}"
                        + "  DecimalSI}. Expected capacity >= reservation."
                        + " Resource \"memory\" has a reservation of {{69793218560 0} {<nil>}  BinarySI} but capacity of"
                        + " {{68719476736 0} {<nil>}  BinarySI}."
                        + " Expected capacity >= reservation.");
        assertThat(usable("systemReserved: {cpu: \"16\"}\n", machine()).allocatable().startError()).isEmpty();
    }

    @Test
    void ephemeralStorage_known_isReservedButNotAtManagerStart() {
        NodeCapacity capacity = new NodeCapacity(16, 64 * GIB, Map.of(), OptionalLong.of(1000 * MIB));
        var usable = (StartSettings.Usable) decode("").start(KubeletVersion.V1_36, machine(), capacity);
        assertThat(amount(usable.allocatable().allocatable(), "ephemeral-storage").ceilUnits())
                .isEqualTo(1000 * MIB - (long) (1000.0 * MIB * (double) 0.1f));
        assertThat(usable.settings().reservation()).containsOnlyKeys("memory");
    }

    @Test
    void pods_perCore_capTheNumber() {
        assertThat(amount(usable("podsPerCore: 2\n", machine()).allocatable().allocatable(), "pods").toText())
                .isEqualTo("32");
        assertThat(amount(usable("podsPerCore: 20\n", machine()).allocatable().allocatable(), "pods").toText())
                .isEqualTo("110");
    }

    @Test
    void devices_unhealthy_countInCapacityOnly() {
        NodeAllocatable node = usable("", machine()).allocatable().withDevices(List.of(
                new Device("a.com/x", "0", Optional.empty(), true),
                new Device("a.com/x", "1", Optional.empty(), false)));
        assertThat(amount(node.capacity(), "a.com/x").toText()).isEqualTo("2");
        assertThat(amount(node.allocatable(), "a.com/x").toText()).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({"V1_35,PodLevelResourceManagers,true,unrecognized feature gate: PodLevelResourceManagers",
        "V1_36,PodLevelResourceManagers,true,''", "V1_35,TopologyManagerPolicyOptions,false,''",
        "V1_36,TopologyManagerPolicyOptions,false,feature is locked to true",
        "V1_37,InPlacePodVerticalScaling,true,''",
        "V1_38,InPlacePodVerticalScaling,true,unrecognized feature gate: InPlacePodVerticalScaling",
        "V1_37,CertificateSigningRequestMLDSA,true,unrecognized feature gate: CertificateSigningRequestMLDSA",
        "V1_38,CertificateSigningRequestMLDSA,true,''", "V1_32,CPUManagerPolicyOptions,false,''",
        "V1_33,CPUManagerPolicyOptions,false,feature is locked to true"})
    void gates_ofEachVersion_areItsOwn(KubeletVersion version, String gate, boolean value, String error) {
        StartSettings start = decode("featureGates: {" + gate + ": " + value + "}\n").start(version, machine());
        if (error.isEmpty()) {
            assertThat(start).isInstanceOf(StartSettings.Usable.class);
        } else {
            assertThat(start).isInstanceOfSatisfying(StartSettings.Refused.class,
                    refused -> assertThat(refused.startError()).contains(error));
        }
    }

    @Test
    void groupGates_reachTheirMembersUnlessTheseAreGiven() {
        var gates = usable("featureGates: {AllAlpha: true, TopologyManagerPolicyAlphaOptions: false}\n", machine())
                .settings().featureGates();
        assertThat(gates.isOn(FeatureGates.CPU_ALPHA_OPTIONS)).isTrue();
        assertThat(gates.isOn(FeatureGates.TOPOLOGY_ALPHA_OPTIONS)).isFalse();
        assertThat(gates.isOn(FeatureGates.POD_LEVEL_RESOURCE_MANAGERS)).isTrue();
        var newer = (StartSettings.Usable) decode("featureGates: {AllBeta: false}\n")
                .start(KubeletVersion.V1_37, machine());
        assertThat(newer.settings().featureGates().isOn(FeatureGates.POD_LEVEL_RESOURCE_MANAGERS)).isFalse();
        assertThat(newer.settings().featureGates().isOn(FeatureGates.CPU_BETA_OPTIONS)).isFalse();
    }

    /// Who has no settings of a start at hand asks the configuration.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            V1_34 | {}
            V1_36 | {AllAlpha: true}
            V1_37 | {AllBeta: false}
            V1_37 | {PodLevelResourceManagers: false}
            """)
    void gates_areThoseThatAStartHas(KubeletVersion version, String gates) {
        KubeletConfiguration configuration = decode("featureGates: " + gates + "\n");

        assertThat(configuration.start(version, machine())).isInstanceOfSatisfying(StartSettings.Usable.class,
                start -> assertThat(start.settings().featureGates()).isEqualTo(configuration.gates(version)));
    }
}
