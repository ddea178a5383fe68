package io.alidade.kube.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.alidade.kube.document.BadInput;
import java.util.OptionalInt;

/// Whatever bytes come as a manifest, they are pods or one plain refusal with a cure.
class PodManifestsFuzzTest {
    @FuzzTest(maxDuration = "5s")
    void read_anyBytes_arePodsOrRefused(byte[] bytes) {
        try {
            PodManifests manifests = PodManifests.read("input", bytes, OptionalInt.empty());
            manifests.pods().forEach(pod -> assertThat(pod.request().uid()).isNotEmpty());
            manifests.pods().forEach(EffectiveRequests::of);
        } catch (BadInput refused) {
            assertThat(refused.cure()).isNotBlank();
        }
    }
}
