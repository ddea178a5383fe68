package io.alidade.kube.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Texts that real kubelets wrote: both versions, gate on and off, all policies, with and without entries.
class RecordedCheckpointsTest {
    private record Recorded(KubeletVersion version, FeatureGates gates, boolean cpu, String policy, String text) {
        static List<Recorded> all() {
            return Lines.of("recorded.tsv").stream().map(line -> new Recorded(KubeletVersion.parse(line[0]),
                    new FeatureGates(Map.of("PodLevelResourceManagers", Boolean.valueOf(line[1]))),
                    line[2].equals("cpuManagerState"), line[3], line[4])).toList();
        }

        Restored<?> parse(byte[] bytes) {
            return cpu
                    ? CpuCheckpoint.parse("f", bytes, version, gates, policy, Map.of())
                    : MemoryCheckpoint.parse("f", bytes, version, gates, policy);
        }

        String writtenAgain() {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (cpu) {
                return switch (CpuCheckpoint.parse("f", bytes, version, gates, policy, Map.of())) {
                    case Restored.Loaded(var state) -> CpuCheckpoint.toText(state, version, gates);
                    case Restored.Refused(var message) -> message;
                };
            }
            return switch (MemoryCheckpoint.parse("f", bytes, version, gates, policy)) {
                case Restored.Loaded(var state) -> MemoryCheckpoint.toText(state, version, gates);
                case Restored.Refused(var message) -> message;
            };
        }
    }

    @Test
    void recordedText_readAndWritten_isTheSameText() {
        assertThat(Recorded.all()).hasSizeGreaterThan(40)
                .allSatisfy(recorded -> assertThat(recorded.writtenAgain()).isEqualTo(recorded.text()));
    }

    @Test
    void recordedText_oneByteChanged_isRefusedOrMeansTheSame() {
        long seed = 20_261_123;
        SplittableRandom random = new SplittableRandom(seed);
        List<String> missed = new ArrayList<>();
        for (Recorded recorded : Recorded.all()) {
            Restored<?> original = recorded.parse(recorded.text().getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 60; i++) {
                byte[] bytes = recorded.text().getBytes(StandardCharsets.UTF_8);
                int at = random.nextInt(bytes.length);
                bytes[at] = (byte) random.nextInt(256);
                Restored<?> changed = recorded.parse(bytes);
                if (changed instanceof Restored.Loaded<?> && !changed.equals(original)) {
                    missed.add("seed " + seed + ", byte " + at + ": " + new String(bytes, StandardCharsets.ISO_8859_1));
                }
            }
        }
        assertThat(missed).isEmpty();
    }

    @Test
    void recordedText_cutAnywhere_isRefused() {
        for (Recorded recorded : Recorded.all()) {
            byte[] bytes = recorded.text().getBytes(StandardCharsets.UTF_8);
            for (int length = 0; length < bytes.length; length += 1 + bytes.length / 50) {
                assertThat(recorded.parse(Arrays.copyOf(bytes, length)))
                        .isInstanceOfSatisfying(Restored.Refused.class, answer -> assertThat(answer.message())
                                .containsAnyOf("unexpected end of JSON input", "' ' in string escape code"));
            }
        }
    }
}
