package io.alidade.kube.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.quantity.Quantity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsTest {
    private static DocumentNode.Mapping mapping(String text) {
        return DocumentReader.mapping(DocumentReader.readOne("in.yaml", text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Fields fields(String text) {
        return Fields.of(mapping(text));
    }

    @Test
    void everyType_rightValue_isDecoded() {
        Fields all = fields("""
                s: text
                b: yes
                i: 0x10
                q: 1.5Gi
                m: {a: x, b: ~}
                l: [x, z]
                o: {c: 1}
                os: [{c: 1}, null]
                qs: {cpu: 2, memory: ' 1Gi '}
                flags: {A: on}
                none: null
                om: {k: {x: 1}}
                """);

        assertThat(all.string("s")).contains("text");
        assertThat(all.bool("b")).contains(true);
        assertThat(all.int32("i")).contains(16);
        assertThat(all.quantity("q")).contains(Quantity.parse("1.5Gi"));
        assertThat(all.strings("m")).isEqualTo(Map.of("a", "x", "b", ""));
        assertThat(all.stringList("l")).containsExactly("x", "z");
        assertThat(all.object("o").orElseThrow().int32("c")).contains(1);
        assertThat(all.objects("os")).hasSize(2);
        assertThat(all.quantities("qs")).isEqualTo(Map.of("cpu", Quantity.of(2), "memory", Quantity.parse("1Gi")));
        assertThat(all.bools("flags")).isEqualTo(Map.of("A", true));
        assertThat(all.objectMap("om").keySet()).containsExactly("k");
        assertThat(all.string("none")).isEmpty();
        assertThat(all.has("none")).isFalse();
        assertThat(all.string("absent")).isEmpty();
        assertThat(all.strings("absent")).isEmpty();
        assertThat(all.integer("absent", 0, 1)).isEmpty();
    }

    // What a number is once it went through 64-bit floating point, as in Kubernetes.
    @ParameterizedTest
    @CsvSource({"2, 2", "0.5, 500m", "1.0, 1", "1e3, 1k", "1e21, 1e21", "0.0000001, 100e-9", "1_000, 1k", "017, 15",
        "-2, -2",
        "12345678901234567890, 12345678901234567890", "'\"1e3\"', 1e3", "'\"1.0\"', 1", "~, absent", "0.0, 0"})
    void quantity_numberOrString_isAccepted(String text, String expected) {
        assertThat(fields("v: " + text).quantity("v").map(Quantity::toText).orElse("absent")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"spec: {replicas: three}|spec.replicas is \"three\", not a whole number.",
        "spec: {replicas: 1.0}|spec.replicas is the number 1.0, not a whole number.",
        "spec: {replicas: 3000000000}|spec.replicas is the number 3000000000, not from -2147483648 to 2147483647.",
        "spec: [1]|spec is a list, not an object.", "spec: 1|spec is the number 1, not an object."})
    void wrongType_namesPlacePathAndValue(String text, String message) {
        assertThatThrownBy(() -> fields(text).object("spec").orElseThrow().int32("replicas"))
                .isInstanceOf(BadInput.class).hasMessageContaining("in.yaml:1:").hasMessageEndingWith(": " + message);
    }

    @Test
    void numberForString_isRefusedWithTheCure() {
        assertThatThrownBy(() -> fields("systemReserved:\n  cpu: 1\n").strings("systemReserved"))
                .isInstanceOfSatisfying(BadInput.class, refusal -> {
                    assertThat(refusal).hasMessage("in.yaml:2:8: systemReserved.cpu is the number 1, not a string.");
                    assertThat(refusal.cure()).isEqualTo("Quote it: \"1\".");
                });
    }

    @Test
    void badQuantity_namesTheKubeletsReason() {
        Fields pod = fields("spec: {containers: [{limits: {example.com/gpu: 1x}}]}");
        assertThatThrownBy(() -> pod.object("spec").orElseThrow().objects("containers").getFirst().quantities("limits"))
                .hasMessageStartingWith(
                        "in.yaml:1:48: spec.containers[0].limits[example.com/gpu] is \"1x\", not a quantity: "
                                + "quantities must match the regular expression");
        assertThatThrownBy(() -> fields("q: .inf").quantity("q")).isInstanceOf(BadInput.class);
        assertThatThrownBy(() -> fields("q: yes").quantity("q")).isInstanceOf(BadInput.class);
        assertThatThrownBy(() -> fields("q: " + "9".repeat(900)).quantity("q")).isInstanceOf(BadInput.class);
    }

    @Test
    void gathered_everyProblemIsReported() {
        List<BadInput> problems = new ArrayList<>();
        Fields fields = Fields.of(mapping("a: 1\nb: [x, 2, w]\nc: {d: z}\ne: text\n"), problems);

        assertThat(fields.string("a")).isEmpty();
        assertThat(fields.stringList("b")).containsExactly("x", "w");
        assertThat(fields.object("c").orElseThrow().bool("d")).isEmpty();
        assertThat(fields.string("e")).contains("text");
        fields.report("e", "is " + fields.describe("e") + ", not a policy.", "Choose one.");

        assertThat(problems).extracting(Throwable::getMessage).containsExactly(
                "in.yaml:1:4: a is the number 1, not a string.",
                "in.yaml:2:8: b[1] is the number 2, not a string.", "in.yaml:3:8: c.d is \"z\", not true or false.",
                "in.yaml:4:4: e is \"text\", not a policy.");
    }

    @Test
    void unknown_fieldsNobodyAskedFor_areListedInFileOrder() {
        Fields fields = fields("z: 1\na: {b: 2, c: 3}\nl: [{d: 4, e: 5}]\nu: {deep: 1}\n");
        fields.object("a").orElseThrow().int32("b");
        fields.objects("l").getFirst().int32("d");

        assertThat(fields.unknown()).extracting(Fields.Unknown::path).containsExactly("z", "a.c", "l[0].e", "u");
        assertThat(fields.unknown().get(2).position()).hasToString("in.yaml:3:12");
    }

    @Test
    void longOrHostileValue_isCutAndEscapedInMessages() {
        assertThatThrownBy(() -> fields("v: \"\\e[31m" + "x".repeat(500) + "\"").bool("v"))
                .hasMessageContaining("\\u001b[31mxxx").hasMessageContaining("x...\"").message().hasSizeLessThan(200);
    }

    @Test
    void objects_moreThanAnybodyHas_areRefused() {
        String list = "os: [" + "{},".repeat(Fields.MAX_OBJECTS);
        assertThat(fields(list + "]").objects("os")).hasSize(Fields.MAX_OBJECTS);
        assertThatThrownBy(() -> fields(list + "{}]").objects("os")).isInstanceOf(BadInput.class)
                .hasMessage("in.yaml:1:5: os holds 100001 objects; the limit is 100000.");
    }

    @Test
    void problems_moreThanAnybodyReads_areLeftOut() {
        List<BadInput> problems = new ArrayList<>();
        Fields.of(mapping("l: [" + "1,".repeat(2000) + "]"), problems).stringList("l");
        assertThat(problems).hasSize(Fields.MAX_PROBLEMS);
    }
}
