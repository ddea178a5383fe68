package io.alidade.kube.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentNode.Sequence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReaderTest {
    private static List<DocumentNode> readAll(String text) {
        return DocumentReader.readAll("in.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    private static DocumentNode read(String text) {
        return DocumentReader.readOne("in.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    private static Mapping mapping(String text) {
        return (Mapping) read(text);
    }

    private static Scalar scalar(Mapping mapping, String key) {
        return (Scalar) mapping.find(key).orElseThrow();
    }

    private static BadInput refused(String text) {
        BadInput refusal = catchThrowableOfType(BadInput.class, () -> readAll(text));
        assertThat(refusal).as(text.length() > 200 ? "long text" : text).isNotNull();
        assertThat(refusal.cure()).endsWith(".");
        return refusal;
    }

    @ParameterizedTest
    @ValueSource(strings = {"kind: Pod\nspec:\n  nodeName: n1\n",
        "{\"kind\": \"Pod\",\n\"spec\":\n  {\"nodeName\": \"n1\"}}"})
    void positions_nodesAndKeys_countFromOne(String text) {
        Mapping pod = mapping(text);
        boolean json = text.startsWith("{");
        Entry spec = pod.entries().get(1);
        Mapping inner = (Mapping) spec.value();

        assertThat(pod.position()).isEqualTo(new Position("in.yaml", 1, 1));
        assertThat(spec.keyPosition()).isEqualTo(new Position("in.yaml", 2, 1));
        assertThat(inner.position()).isEqualTo(new Position("in.yaml", 3, 3));
        assertThat(inner.entries().getFirst().keyPosition()).isEqualTo(new Position("in.yaml", 3, json ? 4 : 3));
        assertThat(inner.entries().getFirst().value().position()).hasToString(json ? "in.yaml:3:16" : "in.yaml:3:13");
    }

    @ParameterizedTest
    @CsvSource({"x, STRING", "yes, BOOLEAN", "On, BOOLEAN", "n, BOOLEAN", "TRUE, BOOLEAN", "tRUE, STRING", "~, NULL",
        "null, NULL", "'\"yes\"', STRING", "\"'12'\", STRING", "12, INTEGER", "-0x1F, INTEGER", "0b11, INTEGER",
        "0o17, INTEGER", "017, INTEGER", "1_000, INTEGER", "08, FLOAT", "1.5, FLOAT", ".5, FLOAT", "1e3, FLOAT",
        ".inf, FLOAT", "1.5Gi, STRING", "100m, STRING", "2001-01-01, STRING", "1:30, STRING", "0-3, STRING",
        "'!!str 12', STRING", "! 12, STRING", "!!float 12, INTEGER", "!!int 12, INTEGER", "!!bool yes, BOOLEAN",
        "-, STRING", "99999999999999999999, INTEGER", "., STRING", "+, STRING"})
    void yamlScalar_unquotedWord_meansWhatItMeansToKubernetes(String text, ScalarKind kind) {
        assertThat(scalar(mapping("v: " + (text.equals("-") ? "-1-" : text)), "v").kind()).isEqualTo(kind);
    }

    @Test
    void jsonScalar_everyKind_keepsItsText() {
        Mapping all = mapping(
                "{\"s\":\"a\\u0041\\n\",\"i\":-12,\"f\":1.50e3,\"t\":true,\"n\":null,\"l\":[1,[]],\"o\":{}}");

        assertThat(scalar(all, "s").text()).isEqualTo("aA\n");
        assertThat(scalar(all, "i").text()).isEqualTo("-12");
        assertThat(scalar(all, "f").text()).isEqualTo("1.50e3");
        assertThat(scalar(all, "f").kind()).isEqualTo(ScalarKind.FLOAT);
        assertThat(scalar(all, "t").kind()).isEqualTo(ScalarKind.BOOLEAN);
        assertThat(scalar(all, "n").kind()).isEqualTo(ScalarKind.NULL);
        assertThat(((Sequence) all.find("l").orElseThrow()).items()).hasSize(2);
    }

    @Test
    void readAll_manyDocuments_dropsTheEmptyOnes() {
        assertThat(readAll("---\n---\na: 1\n---\n# only a comment\n---\nb: 2\n...\n")).hasSize(2);
        assertThat(readAll("{\"a\":1}\n{\"b\":2}[3]")).hasSize(3);
        assertThat(readAll("{\"a\":1}\n---\n{\"b\":2}\n")).hasSize(2);
        assertThat(readAll("  {kind: Pod}")).hasSize(1);
        assertThat(readAll("")).isEmpty();
        assertThat(readAll("\uFEFF# nothing\n")).isEmpty();
        assertThat(mapping("\uFEFFa: 1").entries().getFirst().keyPosition().column()).isEqualTo(1);
        assertThat(mapping("\uFEFF{\"a\": 1}").entries()).hasSize(1);
        assertThat(mapping("a: 1\r\nb: 2\r\n").entries()).hasSize(2);
    }

    @Test
    void readOne_noneOrTwo_isRefused() {
        assertThatThrownBy(() -> read("")).isInstanceOf(BadInput.class).hasMessage("in.yaml holds no document.");
        assertThatThrownBy(() -> read("a: 1\n---\nb: 2\n")).isInstanceOf(BadInput.class)
                .hasMessage("in.yaml:3:1: a second document starts here, and only one is wanted.");
    }

    @Test
    void anchorAndMerge_explicitKeysWin() {
        Mapping root = mapping("""
                base: &b {cpu: 1, memory: 2}
                other: &o {cpu: 7, gpu: 3}
                use: {<<: [*b, *o], memory: 5}
                same: *b
                """);
        Mapping use = (Mapping) root.find("use").orElseThrow();

        assertThat(use.entries()).extracting(Entry::key).containsExactly("memory", "cpu", "gpu");
        assertThat(scalar(use, "memory").text()).isEqualTo("5");
        assertThat(scalar(use, "cpu").text()).isEqualTo("1");
        assertThat(root.find("same")).isEqualTo(root.find("base"));
        assertThat(refused("a: {<<: 1}")).hasMessageContaining("in.yaml:1:5: the merge key <<");
    }

    @Test
    void keys_scalars_becomeText() {
        assertThat(mapping("yes: 1\n0x10: 2\n1.50: 3\n'no': 4\n").entries()).extracting(Entry::key)
                .containsExactly("true", "16", "1.5", "no");
        assertThat(refused("? [a]\n: 1\n")).hasMessage("in.yaml:1:3: a key must be text, not a list or a mapping.");
        assertThat(refused("~: 1\n")).hasMessage("in.yaml:1:1: a key must be text, not null.");
    }

    @Test
    void duplicateKey_isRefusedWithBothPlaces() {
        String message = "the key \"cpu\" is there twice, first at line 1, column 2.";
        assertThat(refused("{\"cpu\":1,\n  \"cpu\":2}")).hasMessage("in.yaml:2:3: " + message);
        assertThat(refused("{cpu: 1,\n  cpu: 2}")).hasMessage("in.yaml:2:3: " + message);
        assertThat(refused("# x\ncpu: 1\ncpu: 2\n"))
                .hasMessage("in.yaml:3:1: the key \"cpu\" is there twice, first at line 2, column 1.");
        StringBuilder many = new StringBuilder();
        for (int index = 0; index < 50; index++) {
            many.append("k").append(index).append(": 1\n");
        }
        assertThat(refused(many + "k3: 2\n")).hasMessageContaining("first at line 4, column 1.");
    }

    @Test
    void aliasBomb_isRefusedWithItsPlace() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int index = 1; index < 20; index++) {
            bomb.append("a" + index + ": &a" + index + " [").append(("*a" + (index - 1) + ", ").repeat(9))
                    .append("*a" + (index - 1) + "]\n");
        }
        assertThat(refused(bomb.toString())).hasMessageContaining("stand for more than 100000 values")
                .hasMessageStartingWith("in.yaml:5:");
        assertThat(refused("a: &a [*a]\n")).hasMessageStartingWith("in.yaml:1:8: *a names no anchor before it");
        assertThat(refused("a: *nobody\n")).hasMessageContaining("*nobody names no anchor");
        assertThat(refused("a: &a [1]\n---\nb: *a\n")).hasMessageContaining("*a names no anchor");
        StringBuilder deep = new StringBuilder("a0: &a0 []\n");
        for (int index = 1; index < 120; index++) {
            deep.append("a" + index + ": &a" + index + " [*a" + (index - 1) + "]\n");
        }
        assertThat(refused(deep.toString())).hasMessageContaining("nested more than 100 levels deep.");
    }

    @Test
    void depthAndNumberOfValues_areBounded() {
        assertThat(readAll("[".repeat(100) + "]".repeat(100))).hasSize(1);
        assertThat(refused("[".repeat(101) + "]".repeat(101)))
                .hasMessage("in.yaml:1:101: nested more than 100 levels deep.");
        assertThat(refused("a: " + "[".repeat(100) + "]".repeat(100))).hasMessageContaining("levels deep");
        assertThat(refused("- ".repeat(200_000) + "x")).hasMessageContaining("levels deep");
        String many = "more than 1000000 values and keys.";
        assertThat(refused("[" + "0,".repeat(1_000_000) + "0]")).hasMessageContaining(many);
        assertThat(refused("- 0\n".repeat(1_000_001))).hasMessageContaining(many);
        StringBuilder fields = new StringBuilder("{");
        for (int index = 0; index <= 500_000; index++) {
            fields.append("\"").append(index).append("\":0,");
        }
        assertThat(refused(fields.append("}").toString())).hasMessageContaining(many);
    }

    @Test
    void anchorsAndDirectives_areBounded() {
        StringBuilder anchors = new StringBuilder();
        StringBuilder directives = new StringBuilder("# many\n");
        for (int index = 0; index <= YamlDocuments.MAX_ANCHORS; index++) {
            anchors.append("- &a").append(index).append(" 1\n");
            directives.append("%TAG !a").append(index).append("! x\n");
        }
        assertThat(refused(anchors.toString()))
                .hasMessage("in.yaml:10001:3: the document has more than 10000 anchors (&NAME).");
        assertThat(refused(directives + "---\na"))
                .hasMessage("in.yaml has more than 1000 lines that start with %, as directives do.");
        assertThat(refused("a: *" + "x".repeat(1000)).cure()).hasSizeLessThan(200);
    }

    // A parser that copies the current word with each piece it reads needs minutes for this.
    @Test
    @Timeout(60)
    void wordOfMegabytes_takesNoLongerThanManyWords() {
        String word = "x".repeat(DocumentReader.MAX_BYTES - 100);

        assertThat(scalar(mapping("a: " + word), "a").text()).hasSize(word.length());
        assertThat(refused("{\"a\": \"" + word)).hasMessageContaining("the text ends inside");
    }

    @Test
    void size_overTheLimit_isRefused() {
        assertThatThrownBy(() -> DocumentReader.readAll("big.json", new byte[DocumentReader.MAX_BYTES + 1]))
                .hasMessage("big.json has 16777217 bytes; the limit is 16777216 (16 MiB).");
    }

    @Test
    void bytes_thatAreNoText_areRefused() {
        assertThat(refused("a: b\nc: \0")).hasMessage("in.yaml:2:4: the control character with code 0 is not text.");
        assertThat(refused("a: \u001b[31m")).hasMessageContaining("control character with code 27");
        assertThatThrownBy(() -> DocumentReader.readAll("x", new byte[] {'a', ':', '\n', ' ', (byte) 0xC3, '('}))
                .isInstanceOf(BadInput.class).hasMessage("x:2:2: not UTF-8 (byte 0xc3).");
        assertThatThrownBy(() -> DocumentReader.readAll("x", new byte[] {'a', (byte) 0xE2, (byte) 0x82}))
                .isInstanceOf(BadInput.class).hasMessageContaining("not UTF-8");
        assertThat(scalar(mapping("a: \"\uFFFD \u00e9\""), "a").text()).isEqualTo("\uFFFD \u00e9");
        assertThat(refused("a: \u0080")).hasMessageContaining("in.yaml");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"a: [1, 2|in.yaml:1:9|the text ends", "{\"a\": [1|in.yaml:1:9|the text ends inside",
                "{\"a\": \"x|in.yaml:1:|the text ends inside", "a: !!binary aGk=|in.yaml:1:4|does not fit",
                "a: !!int x|in.yaml:1:4|does not fit",
                "a: !!set {x}|in.yaml:1:4|does not fit",
                "{\"a\": 1,}}|in.yaml:1:|not valid JSON", "{\"a\": NaN, ]|in.yaml:1:|not valid JSON",
                "a: 'x|in.yaml:|not valid YAML",
                "a: b: c|in.yaml:1:5|not valid YAML", "%YAML 3.0|in.yaml|not valid YAML",
                "a: @x|in.yaml:1:4|not valid YAML"})
    void text_thatIsNeither_isRefusedWithItsPlace(String text, String place, String reason) {
        assertThat(refused(text)).hasMessageStartingWith(place).hasMessageContaining(reason);
    }

    @Test
    void text_withTagsOfAnotherProgram_isReadWithoutThem() {
        assertThat(DocumentReader.readOne("in.yaml", "{a: !vault 5, b: !reference [x, y], c: !x {d: 1}}"
                .getBytes(StandardCharsets.UTF_8)).toString())
                .contains("kind=STRING, text=5", "text=y", "kind=INTEGER, text=1");
    }

    @Test
    void readFile_missingOrDirectory_isRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("pod.yaml");
        assertThatThrownBy(() -> DocumentReader.readFile(file)).isInstanceOf(BadInput.class)
                .hasMessage(file + " does not exist.");
        assertThatThrownBy(() -> DocumentReader.readFile(folder)).isInstanceOf(BadInput.class)
                .hasMessage(folder + " is a directory.");
        Files.writeString(file, "kind: Pod\n");
        assertThat(DocumentReader.readFile(file)).hasSize(1);
    }

    @Test
    void inputFile_endlessSource_stopsAtTheLimit() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
        assertThatThrownBy(() -> InputFile.read("standard input", endless, 1 << 20)).isInstanceOf(BadInput.class)
                .hasMessage("standard input has more than 1048576 bytes; the limit is 1048576 (1 MiB).");
        if (Files.exists(Path.of("/dev/zero"))) {
            assertThatThrownBy(() -> DocumentReader.readFile(Path.of("/dev/zero"))).isInstanceOf(BadInput.class)
                    .hasMessageContaining("more than 16777216 bytes");
        }
    }
}
