package io.alidade.kube.config;

import static io.alidade.kube.config.KubeletConfigurationReaderTest.decode;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.KubeletVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KnownGatesTest {
    private static final Pattern LINE = Pattern
            .compile("[A-Z][A-Za-z0-9]+ (on|off) (locked|free) (ALPHA|BETA|GA|DEPRECATED)( [A-Z][A-Za-z0-9]+)*");

    private static List<String> table(KubeletVersion version) throws IOException {
        String file = "gates-" + version.minor() + ".txt";
        try (InputStream in = Objects.requireNonNull(KnownGates.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void table_ofEachMinor_isWellFormedAndSorted(KubeletVersion version) throws IOException {
        List<String> lines = table(version);
        assertThat(lines).hasSizeBetween(170, 270).allMatch(LINE.asMatchPredicate());
        List<List<String>> words = lines.stream().map(line -> List.of(line.split(" ", -1))).toList();
        List<String> names = words.stream().map(List::getFirst).toList();
        List<String> needed = words.stream().flatMap(line -> line.stream().skip(4)).toList();
        assertThat(names).isSorted().doesNotHaveDuplicates().contains("AllAlpha", "AllBeta").containsAll(needed);
    }

    @ParameterizedTest
    @EnumSource
    void error_ofNoGate_isNone(KubeletVersion version) {
        KnownGates gates = KnownGates.of(version);

        assertThat(gates.error(Map.of())).isEmpty();
        assertThat(gates.error(Map.of("AllAlpha", false))).as("with the tables looked at").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1.32, PodLevelResources, false", "1.33, PodLevelResources, false", "1.34, PodLevelResources, true",
        "1.35, PodLevelResources, true", "1.38, PodLevelResources, true",
        "1.32, TopologyManagerPolicyOptions, true", "1.38, PodLevelResourceManagers, false",
        "1.32, CPUManagerPolicyAlphaOptions, false", "1.33, CPUManagerPolicyAlphaOptions, false",
        "1.38, CPUManagerPolicyBetaOptions, true", "1.38, TopologyAwareWorkloadScheduling, false",
        "1.38, DRAConsumableCapacity, true", "1.38, SecurityProfileOCI, false"})
    void isOn_gateNotSet_isTheDefaultOfTheMinor(String minor, String gate, boolean isOn) {
        KnownGates gates = KnownGates.of(KubeletVersion.parse(minor));
        assertThat(gates.isOn(gate, Map.of())).isEqualTo(isOn);
        assertThat(gates.error(Map.of(gate, isOn))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1.32, PodLevelResourceManagers", "1.35, PodLevelResourceManagers", "1.37, SecurityProfileOCI",
        "1.38, InPlacePodVerticalScaling", "1.38, DynamicResourceAllocation", "1.38, NodeSwap",
        "1.38, KubeletTracing", "1.38, WinOverlay"})
    void error_ofAGateThatTheMinorDoesNotKnow_isTheKubelets(String minor, String gate) {
        assertThat(KnownGates.of(KubeletVersion.parse(minor)).error(Map.of(gate, true)))
                .contains("unrecognized feature gate: " + gate);
    }

    @ParameterizedTest
    @EnumSource
    void error_ofTopologyManagerPolicyOptionsOff_isThereFrom136On(KubeletVersion version) {
        var error = KnownGates.of(version).error(Map.of("TopologyManagerPolicyOptions", false));
        assertThat(error.isPresent()).isEqualTo(version.compareTo(KubeletVersion.V1_36) >= 0);
        assertThat(error.orElse("")).endsWith(error.isPresent() ? "feature is locked to true" : "");
    }

    @Test
    void warnings_ofGatesThatAreGa_haveTheirPlaceAndDependOnTheMinor() {
        KubeletConfiguration configuration = decode("""
                featureGates:
                  PodLevelResources: true
                  CPUManagerPolicyOptions: true
                  KubeletFineGrainedAuthz: true
                """);
        assertThat(configuration.warnings()).isEmpty();
        assertThat(configuration.warnings(KubeletVersion.V1_32)).isEmpty();
        assertThat(configuration.warnings(KubeletVersion.V1_33)).extracting(ConfigurationWarning::toString)
                .containsExactly("kubelet.yaml:5:3: feature gate CPUManagerPolicyOptions is GA in 1.33: a later kubelet"
                        + " that no longer knows it will not start while it is set.");
        assertThat(configuration.warnings(KubeletVersion.V1_36)).extracting(warning -> warning.position().line())
                .containsExactly(5, 6);
    }

    @Test
    void warnings_ofAGateThatIsDeprecated_sayThat() {
        assertThat(decode("featureGates: {AggregatedDiscoveryRemoveBetaType: true}\n").warnings(KubeletVersion.V1_36))
                .extracting(ConfigurationWarning::message).singleElement().asString()
                .startsWith("feature gate AggregatedDiscoveryRemoveBetaType is deprecated in 1.36: ");
    }
}
