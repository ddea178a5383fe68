package io.alidade.kube.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.KubeletVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PluginAnswerTest {
    /// Each line: an answer, and whether the library of kubelets up to 1.33 and from 1.34 on decodes it.
    @Test
    void answers_thatWereGivenToTheKubeletsLibraries_areDecodableWhereTheyWere() throws IOException {
        int answers = 0;
        try (InputStream file = Objects
                .requireNonNull(PluginAnswerTest.class.getResourceAsStream("plugin-answers.txt"))) {
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                if (line.startsWith("#")) {
                    continue;
                }
                String[] words = line.split(" ", -1);
                assertThat(PluginAnswer.isDecodable(words[0], KubeletVersion.V1_33)).as("1.33: " + line)
                        .isEqualTo(Boolean.parseBoolean(words[1]));
                assertThat(PluginAnswer.isDecodable(words[0], KubeletVersion.V1_36)).as("1.36: " + line)
                        .isEqualTo(Boolean.parseBoolean(words[2]));
                answers++;
            }
        }
        assertThat(answers).isGreaterThan(300);
    }

    @Test
    void groups_inEachOther_areDecodableUntilTheyAreTooMany() {
        for (int depth : new int[] {1, 10_001, 10_002}) {
            byte[] groups = new byte[2 * depth];
            for (int i = 0; i < depth; i++) {
                groups[i] = 7 << 3 | 3;
                groups[depth + i] = 7 << 3 | 4;
            }
            assertThat(PluginAnswer.isDecodable(Base64.getEncoder().encodeToString(groups), KubeletVersion.V1_36))
                    .as(depth + " groups").isEqualTo(depth <= 10_001);
        }
    }
}
