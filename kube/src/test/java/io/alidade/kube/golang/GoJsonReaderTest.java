package io.alidade.kube.golang;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.kube.checkpoint.CpuCheckpoint;
import io.alidade.kube.checkpoint.DeviceCheckpoint;
import io.alidade.kube.checkpoint.Lines;
import io.alidade.kube.checkpoint.MemoryCheckpoint;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The reader and the printer against answers of Go 1.26's `encoding/json` and of the package with which the kubelet prints,
/// recorded on changed checkpoints: cut, with other bytes, other keys, keys twice, values of other types.
class GoJsonReaderTest {
    @Test
    void read_recordedTexts_answersAsGo() throws ReflectiveOperationException {
        List<String> differences = new ArrayList<>();
        List<String[]> cases = Lines.of("go-json.tsv");
        for (String[] line : cases) {
            GoType.Struct type = type(line[0]);
            byte[] json = bytes(line[1]);
            GoJsonReader.Decoded decoded = GoJsonReader.read(json, type.made());
            String expected = new String(bytes(line[2]), StandardCharsets.UTF_8);
            if (!decoded.error().orElse("").equals(expected)) {
                differences
                        .add(line[0] + " " + line[1] + "\n  expected " + expected + "\n  but was  " + decoded.error());
            } else if (!line[3].isEmpty() && GoDump.fnv1a(dump(decoded.value())) != Long.parseLong(line[3])) {
                differences.add(line[0] + " " + line[1] + "\n  printed " + dump(decoded.value()));
            }
        }
        assertThat(cases).hasSizeGreaterThan(200);
        assertThat(differences).isEmpty();
    }

    private static String dump(GoValue.Struct value) {
        return value.type().shortName().equals("Data")
                ? GoDump.dump("checkpoint.checkpointData", value.field("Data"))
                : GoDump.dump("*" + value.type().goName(), value);
    }

    private static byte[] bytes(String escaped) {
        return escaped.translateEscapes().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static GoType.Struct type(String format) throws ReflectiveOperationException {
        Class<?> home = switch (format.charAt(0)) {
            case 'C' -> CpuCheckpoint.class;
            case 'M' -> MemoryCheckpoint.class;
            default -> DeviceCheckpoint.class;
        };
        Field field = home.getDeclaredField(format.equals("D") ? "FILE" : format.substring(1));
        field.setAccessible(true);
        return (GoType.Struct) field.get(null);
    }

    @Test
    void read_nestingBeyondGosLimit_isRefusedWithoutRecursion() {
        String tooDeep = "[".repeat(10_001);
        assertThat(GoJsonSyntax.problem(tooDeep.getBytes(StandardCharsets.US_ASCII)))
                .contains("invalid character '[' exceeded max depth");
        String deepest = "[".repeat(10_000) + "]".repeat(10_000);
        assertThat(GoJsonSyntax.problem(deepest.getBytes(StandardCharsets.US_ASCII))).isEmpty();
        String unknown = "{\"unknown\":" + "[".repeat(9_999) + "]".repeat(9_999) + "}";
        GoType.Struct any = GoType.Struct.of("x.Any", GoType.Field.of("A", "a", new GoType.Text("string")));
        assertThat(GoJsonReader.read(unknown.getBytes(StandardCharsets.US_ASCII), any.made()).error())
                .isEqualTo(Optional.empty());
    }

    @Test
    void write_specialCharacters_escapesAsGo() {
        assertThat(GoJsonWriter.write(new GoValue.Text("<a&b>\u2028\u2029\b\f\n\r\t\u0001\u007f\"\\/é€😀\ud83d")))
                .isEqualTo("\"\\u003ca\\u0026b\\u003e\\u2028\\u2029\\b\\f\\n\\r\\t\\u0001\u007f\\\"\\\\/é€😀\ufffd\"");
    }

    @Test
    void write_keysBeyondAscii_areInByteOrder() {
        GoType.Table table = GoType.Table.withTextKeys("map[string]string", new GoType.Text("string"));
        GoValue empty = new GoValue.Text("");
        assertThat(GoJsonWriter
                .write(table.value(Map.of("\uffee", empty, "😀", empty, "10", empty, "2", empty))))
                .isEqualTo("{\"10\":\"\",\"2\":\"\",\"\uffee\":\"\",\"😀\":\"\"}");
    }

    @Test
    void quote_specialCharacters_quotesAsGo() {
        assertThat(GoStrings.quote("a\"\\\n\u0001\u007f\u00a0é\u200b😀\udbff\udfff"))
                .isEqualTo("\"a\\\"\\\\\\n\\x01\\x7f\\u00a0é\\u200b😀\\U0010ffff\"");
    }
}
