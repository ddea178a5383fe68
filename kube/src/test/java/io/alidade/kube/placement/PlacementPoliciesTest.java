package io.alidade.kube.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.placement.PlacementPolicies.Ruling;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementPoliciesTest {
    private static final String LEVELS = """
            default: {topologyPolicy: best-effort, cpuPlacement: packed, shared: false}
            group:
              gpu: {topologyPolicy: restricted, cpuPlacement: same-l3}
            node:
              gpu-7: {cpuPlacement: spread}
            """;

    private static Fields fields(String text) {
        return Fields.of(DocumentReader.mapping(DocumentReader.readOne("text", text.getBytes(StandardCharsets.UTF_8))));
    }

    private static PodManifest pod(String annotations) {
        return PodManifests.readPod(DocumentReader.readOne("text", ("{apiVersion: v1, kind: Pod, metadata: {name: web,"
                + " annotations: {" + annotations + "}}, spec: {containers: [{name: main, image: i},"
                + " {name: log, image: i}]}}").getBytes(StandardCharsets.UTF_8)));
    }

    private static Ruling.Ruled ruled(PlacementPolicies policies, String annotations) {
        assertThat(policies.of(pod(annotations))).isInstanceOf(Ruling.Ruled.class);
        return (Ruling.Ruled) policies.of(pod(annotations));
    }

    @Test
    void levels_theStrongestThatSaysSomething_holdsForEachThing() {
        PlacementLevels levels = PlacementLevels.read(fields(LEVELS));

        assertThat(ruled(levels.on(Optional.of("gpu"), Optional.of("gpu-7")), "alidade.io/shared: \"true\"").sources())
                .containsExactly("topology policy restricted (policies.group.gpu)",
                        "CPUs spread (policies.node.gpu-7)", "in the shared pool (annotation alidade.io/shared)");
        assertThat(ruled(levels.on(Optional.empty(), Optional.of("other")), "").pod().request().placement())
                .hasToString("topology policy best-effort, CPUs packed, CPUs of its own");
    }

    @Test
    void annotation_ofAContainer_holdsBeforeThatOfItsPod() {
        Ruling.Ruled ruled = ruled(PlacementPolicies.OF_PODS,
                "alidade.io/cpu-placement: packed, cpu-placement.alidade.io/log: spread");

        assertThat(ruled.pod().request().placement().of("main")).hasToString("CPUs packed");
        assertThat(ruled.pod().request().placement().of("log")).hasToString("CPUs spread");
        assertThat(ruled.sources()).containsExactly("CPUs packed (annotation alidade.io/cpu-placement)",
                "log: CPUs spread (annotation cpu-placement.alidade.io/log)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            alidade.io/topology-policy: numa | metadata.annotations[alidade.io/topology-policy] is 'numa', which is not one: write none, best-effort, restricted or single-numa-node.
            cpu-placement.alidade.io/log: l3 | metadata.annotations[cpu-placement.alidade.io/log] is 'l3', which is not one: write packed, spread or same-l3.
            alidade.io/shared: "yes" | metadata.annotations[alidade.io/shared] is 'yes', which is not one: write true or false.
            shared.alidade.io/lob: "true" | metadata.annotations[shared.alidade.io/lob]: there is no container 'lob' in this pod: write the name of one.
            """)
    void annotation_thatCannotBeFollowed_isToldWithWhatMayBeWritten(String annotation, String problem) {
        assertThat(PlacementPolicies.OF_PODS.of(pod(annotation))).isEqualTo(new Ruling.Unusable(problem));
    }

    @Test
    void annotation_ofAnotherKind_saysNothing() {
        Ruling.Ruled ruled = ruled(PlacementPolicies.OF_PODS, "alidade.io/topologypolicy: none, example.com/a: b");

        assertThat(ruled.pod().request().placement().isEmpty()).isTrue();
        assertThat(ruled.remarks())
                .containsExactly("metadata.annotations[alidade.io/topologypolicy] says nothing to this"
                        + " agent: docs/agent-placement.md has the annotations that it follows");
    }

    @Test
    void kubelet_followsNothingAndSaysSo() {
        Ruling.Ruled ruled = ruled(PlacementPolicies.NONE, "alidade.io/topology-policy: none");

        assertThat(ruled.pod().request().placement().isEmpty()).isTrue();
        assertThat(ruled.remarks())
                .containsExactly("metadata.annotations[alidade.io/topology-policy]: an agent of Alidade"
                        + " follows it, a kubelet does not");
    }

    @Test
    void levels_withAValueThatIsNone_areRefusedWithTheChoice() {
        assertThatThrownBy(() -> PlacementLevels.read(fields("group: {gpu: {cpuPlacement: tight}}")))
                .isInstanceOf(BadInput.class).hasMessageContaining("is \"tight\", which is not one.")
                .extracting(problem -> ((BadInput) problem).cure()).isEqualTo("Write one of packed, spread, same-l3.");
    }
}
