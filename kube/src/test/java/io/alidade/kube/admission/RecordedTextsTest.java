package io.alidade.kube.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Position;
import io.alidade.kube.document.Trees;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Amounts and lists of CPUs as the libraries of Kubernetes read them.
class RecordedTextsTest {
    private static final Position PLACE = new Position("q", 1, 1);
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE / 1000);
    /// No CPU has such an id, and no set here holds it.
    private static final String TOO_LARGE = "largest that can be used";

    @Test
    void quantity_recorded_isReadAlike() {
        List<Fields> recorded = RecordedConfiguration.lines("quantity.jsonl.gz");
        List<String> differences = new ArrayList<>();
        for (Fields line : recorded) {
            String input = line.string("input").orElseThrow();
            String expected = line.string("error").orElseGet(() -> line.string("canonical").orElseThrow());
            String json = line.string("json").orElseThrow();
            boolean isAlike = expected.equals(read(input)) && readJson(input).endsWith(json)
                    && (line.has("error") || isWorthTheSame(line, Quantity.parse(input)));
            if (!isAlike) {
                differences.add(input + " | " + expected + ", " + json + " | " + read(input) + ", " + readJson(input));
            }
        }
        assertThat(recorded).hasSize(640);
        assertThat(String.join("\n", differences)).isEmpty();
    }

    private static long whole(Fields line, String field) {
        return line.integer(field, Long.MIN_VALUE, Long.MAX_VALUE).orElseThrow();
    }

    /// Beyond that the library's whole numbers overflow, and below zero they are not those of the amount.
    private static boolean isWorthTheSame(Fields line, Quantity amount) {
        return amount.value().compareTo(MOST) > 0 || amount.signum() < 0
                || (amount.ceilUnits() == whole(line, "value") && amount.ceilMillis() == whole(line, "milli")
                        && line.bool("fast").orElseThrow().equals(amount.asLong().isPresent())
                        && amount.asLong().orElse(whole(line, "asInt64")) == whole(line, "asInt64"));
    }

    private static String read(String text) {
        try {
            return Quantity.parse(text).toText();
        } catch (IllegalArgumentException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    private static String readJson(String text) {
        Mapping mapping = Trees.put(new Mapping(PLACE, List.of()), new Scalar(PLACE, ScalarKind.STRING, text),
                "amount");
        try {
            return Fields.of(mapping).quantity("amount").orElseThrow().toText();
        } catch (BadInput refused) {
            String problem = refused.problem();
            return problem.substring(0, problem.length() - 1);
        }
    }

    @Test
    void cpuset_recorded_isReadAlike() {
        List<Fields> recorded = RecordedConfiguration.lines("cpuset.jsonl.gz");
        List<String> differences = new ArrayList<>();
        for (Fields line : recorded) {
            String input = line.string("input").orElseThrow();
            String expected = line.string("error").orElseGet(() -> line.string("set").orElseThrow());
            String found = list(input).replace("\u00a0", "\\u00a0");
            if (!expected.equals(found) && !found.endsWith(TOO_LARGE)) {
                differences.add(input + ": " + expected + " | " + found);
            }
        }
        assertThat(recorded).hasSize(245);
        assertThat(String.join("\n", differences)).isEmpty();
    }

    private static String list(String text) {
        try {
            return CpuSet.parseList(text).toListString();
        } catch (IllegalArgumentException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}
