package io.alidade.agent.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.agent.Samples;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Position;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentPodTest {
    private static final PodOrigin FILE = new PodOrigin.ManifestFile(Path.of("/pods/web.yaml"));

    private static AgentPod pod(String metadata, PodOrigin origin) {
        return AgentPod.read(Samples.document(
                "{apiVersion: v1, kind: Pod, metadata: {" + metadata + "}, spec: {containers: [{name: c}]}}"), origin);
    }

    @Test
    void uid_ofAPodWithoutOne_dependsOnWhatItSays() {
        AgentPod pod = Samples.pod("web", "cpu: 1");
        assertThat(pod.uid()).isEqualTo(Samples.pod("web", "cpu: 1").uid())
                .isNotEqualTo(Samples.pod("web", "cpu: 2").uid()).isNotEqualTo(Samples.pod("api", "cpu: 1").uid());
    }

    @Test
    void uid_thatIsWrittenDown_isTaken() {
        assertThat(pod("name: web, uid: 7d1a-1", FILE).uid()).isEqualTo("7d1a-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name: web, uid: ../x", "name: web, uid: a/b", "name: ../web", "name: a..b",
        "name: web, namespace: ../..", "name: Web", "name: web, uid: .x"})
    void name_thatCouldLeaveItsFolder_isRefused(String metadata) {
        assertThatThrownBy(() -> pod(metadata, FILE)).isInstanceOf(BadInput.class);
    }

    @Test
    void pod_thatIsCalledOtherwise_isAsIfReadUnderThatName() {
        PodOrigin runtime = new PodOrigin.ContainerRuntime();
        Position from = new Position("there", 1, 1);
        AgentPod other = pod("namespace: a, name: web, uid: u1, annotations: {alidade.io/shared: 'true'}", runtime)
                .called("b", "api", "u2", from);

        AgentPod read = pod("namespace: b, name: api, uid: u2, annotations: {alidade.io/shared: 'true'}", runtime);
        assertThat(other.object()).isEqualTo(read.object());
        assertThat(other.manifest().request()).isEqualTo(read.manifest().request());
        assertThat(other.manifest().annotations()).isEqualTo(read.manifest().annotations());
        assertThat(other.manifest().position()).isEqualTo(from);
    }

    @ParameterizedTest
    @CsvSource({"b,../api,u", "../b,api,u", "b,api,../u", "b,api,''"})
    void pod_thatIsCalledWhatCouldLeaveItsFolder_isRefused(String namespace, String name, String uid) {
        AgentPod pod = pod("name: web", FILE);

        assertThatThrownBy(() -> pod.called(namespace, name, uid, new Position("there", 1, 1)))
                .isInstanceOf(BadInput.class).hasMessageContaining("there");
    }

    @Test
    void pod_fromAFile_isStaticAndOneOfTheApiIsNot() {
        assertThat(pod("name: web", FILE).manifest().isStatic()).isTrue();
        assertThat(pod("name: web", new PodOrigin.Api()).manifest().isStatic()).isFalse();
    }

    @Test
    void text_withSeveralPods_givesAllOfThem() {
        String text = Samples.manifest("a", "cpu: 1") + "\n---\n" + Samples.manifest("b", "cpu: 1");
        assertThat(AgentPod.readAll("text", text.getBytes(StandardCharsets.UTF_8), FILE))
                .extracting(AgentPod::fullName).containsExactly("default/a", "default/b");
    }
}
