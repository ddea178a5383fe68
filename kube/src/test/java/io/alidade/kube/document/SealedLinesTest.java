package io.alidade.kube.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedLinesTest {
    @TempDir
    Path folder = Path.of("");

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.UTF_8);
    }

    @Test
    void seal_isJsonWithOneFieldMore() {
        byte[] line = SealedLine.seal("{\"meta\":{\"n\":1}}");
        assertThat(text(line)).isEqualTo("{\"meta\":{\"n\":1,\"crc\":\"" + text(line).substring(22, 30) + "\"}}\n");
        assertThat(SealedLine.isWhole(Arrays.copyOf(line, line.length - 1))).isTrue();
        assertThatThrownBy(() -> SealedLine.seal("{\"meta\":{}}")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void oneByteThatIsChanged_isNoticed() {
        byte[] line = SealedLine.seal("{\"meta\":{\"n\":1,\"text\":\"ä\"}}");
        byte[] bare = Arrays.copyOf(line, line.length - 1);
        for (int at = 0; at < bare.length; at++) {
            byte[] changed = bare.clone();
            changed[at] ^= 1;
            assertThat(SealedLine.isWhole(changed)).as("byte %d", at).isFalse();
        }
    }

    @Test
    void lines_thatAreLongShortOrDamaged_areToldApart() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String longText = "x".repeat(200_000);
        bytes.writeBytes(SealedLine.seal("{\"meta\":{\"n\":1}}"));
        bytes.writeBytes("noise\n\n".getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(SealedLine.seal("{\"meta\":{\"n\":\"" + longText + "\"}}"));
        bytes.writeBytes(new byte[DocumentReader.MAX_BYTES + 100_000]);
        bytes.write('\n');
        bytes.writeBytes(SealedLine.seal("{\"meta\":{\"n\":3}}"));
        bytes.writeBytes("{\"meta\":{\"n\"".getBytes(StandardCharsets.UTF_8));
        Path file = Files.write(folder.resolve("lines"), bytes.toByteArray());
        try (SealedLines lines = SealedLines.open(file)) {
            assertThat(text(lines.next().orElseThrow())).contains("\"n\":1");
            assertThat(lines.next().orElseThrow()).hasSizeGreaterThan(longText.length());
            assertThat(lines.damaged()).isEqualTo(2);
            assertThat(text(lines.next().orElseThrow())).contains("\"n\":3");
            assertThat(lines.damaged()).isEqualTo(3);
            assertThat(lines.number()).isEqualTo(6);
            assertThat(lines.next()).isEqualTo(Optional.empty());
            assertThat(lines.damaged()).isEqualTo(4);
        }
        assertThatThrownBy(() -> SealedLines.open(folder.resolve("none"))).isInstanceOf(BadInput.class);
    }
}
