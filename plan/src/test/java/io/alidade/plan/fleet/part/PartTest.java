package io.alidade.plan.fleet.part;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.kube.document.BadInput;
import io.alidade.plan.fleet.report.FleetReport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PartTest {
    private static Part part(int number, int of, String fingerprint) {
        return new Part(number, of, 2, new Part.Whole(fingerprint, new FleetReport.Head(1, List.of(), List.of(1L), ""),
                List.of("none"), List.of(true), Map.of(), List.of()), List.of());
    }

    private static Map<String, Part> parts(Part... parts) {
        Map<String, Part> named = new TreeMap<>();
        for (Part part : parts) {
            named.put("file-" + named.size(), part);
        }
        return named;
    }

    @Test
    void merged_withAPartMissing_saysWhich() {
        assertThatThrownBy(() -> Part.merged(parts(part(1, 3, "x"), part(3, 3, "x")))).isInstanceOf(BadInput.class)
                .hasMessageContaining("part 2 of 3 is missing");
    }

    @Test
    void merged_withAPartTwice_saysWhich() {
        assertThatThrownBy(() -> Part.merged(parts(part(1, 2, "x"), part(1, 2, "x")))).isInstanceOf(BadInput.class)
                .hasMessageContaining("file-1 is part 1, and so is file-0");
    }

    @Test
    void merged_ofDifferentReplays_saysSo() {
        assertThatThrownBy(() -> Part.merged(parts(part(1, 2, "x"), part(2, 2, "y")))).isInstanceOf(BadInput.class)
                .hasMessageContaining("part of another replay");
    }

    @Test
    void read_ofAnotherDocument_saysSo() {
        assertThatThrownBy(() -> PartFile.read("p.json", "{\"kind\": \"Pod\"}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(BadInput.class).hasMessageContaining("not FleetPart");
    }
}
