package io.alidade.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.conformance.ConformanceReport.Mismatch;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.SealedLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownManifestsTest {
    private static final String NODE = """
            {"id":"n","machine":{"numaNodes":[{"node":0,"memory":"8Gi"},{"node":1,"memory":"8Gi"}],\
            "layout":{"sockets":2,"coresPerSocket":4,"threadsPerCore":1}},"kubeletConfiguration":\
            {"apiVersion":"kubelet.config.k8s.io/v1beta1","kind":"KubeletConfiguration","cpuManagerPolicy":"static",\
            "reservedSystemCPUs":"0"}}""";
    private static final String EXPECT = ",\"expect\":{\"admitted\":true,\"containers\":{\"c\":{\"exclusiveCpus\":\"";

    @TempDir
    Path folder;

    private static String admit(String pod, String rest, String cpus) {
        return "{\"op\":\"admit\",\"pod\":\"" + pod
                + "\",\"manifest\":{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"" + pod
                + "\",\"namespace\":\"shop\",\"uid\":\"uid-" + pod + "\"" + rest + EXPECT + cpus + "\"}}}}";
    }

    private static String asking(int cpus) {
        return "},\"spec\":{\"containers\":[{\"name\":\"c\",\"resources\":{\"limits\":{\"cpu\":" + cpus
                + ",\"memory\":\"1Gi\"}}}]}}";
    }

    private ConformanceReport replay(String... lines) throws IOException {
        Path journal = Files.writeString(folder.resolve("journal-1-v1.36.jsonl"),
                Stream.concat(Stream.of(NODE), Stream.of(lines)).map(KnownManifestsTest::sealed)
                        .collect(Collectors.joining()));
        return new ConformanceRun(Optional.empty(), 10, count -> {}).replay(List.of(journal));
    }

    private static String sealed(String line) {
        return new String(SealedLine.seal(line.substring(0, line.length() - 1) + ",\"meta\":{\"n\":1}}"),
                StandardCharsets.UTF_8);
    }

    @Test
    void replay_podThatAsksForTheSame_isDecidedUnderItsOwnName() throws IOException {
        String first = admit("a", asking(2), "1-2");
        assertThat(KnownManifests.in(first.getBytes(StandardCharsets.UTF_8))).isPresent();
        assertThat(replay(first, admit("b", asking(2), "3-4"), admit("c", asking(1), "5"),
                "{\"op\":\"remove\",\"pod\":\"uid-b\",\"expect\":{\"sharedCpus\":\"0,3-4,6-7\"}}").shown()).isEmpty();

        ConformanceReport changed = replay(first, admit("b", asking(2), "4-5"));
        assertThat(changed.shown()).singleElement().extracting(Mismatch::place).isEqualTo("step 2 (admit uid-b)");
    }

    @Test
    void replay_podThatSaysMore_isAnother() throws IOException {
        String inOtherWay = "},\"spec\":{\"containers\":[{\"name\":\"c\",\"resources\":{\"limits\":{\"cpu\":2}}}]}}";
        assertThat(replay(admit("a", asking(2), "1-2"), admit("b", inOtherWay, "")).mismatches()).isZero();
    }

    // Where something is wrong is said of the line as it was written.
    @Test
    void replay_wrongFieldBehindKnownPod_isSaidWhereItStands() {
        String second = admit("b", asking(2), "4-5").replace("admitted", "admits");
        assertThatThrownBy(() -> replay(admit("a", asking(2), "1-2"), second)).isInstanceOf(BadInput.class)
                .hasMessageContaining(
                        "line 3:1:" + (second.indexOf("\"admits\"") + 1) + ": admits is not a field");
    }

    @Test
    void replay_tooLongNameOfKnownPod_isRefused() {
        assertThatThrownBy(() -> replay(admit("a", asking(1), "1"), admit("b".repeat(254), asking(1), "2")))
                .isInstanceOf(BadInput.class).hasMessageContaining("more than 253 characters");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"name\":\"a\" | \"name\":\"a\\\\u0041\"",
        "\"name\":\"a\" | \"name\":\"\"",
        "\"name\":\"a\" | \"labels\":{},\"name\":\"a\"",
        "\"namespace\":\"shop\" | \"namespace\":null",
        "\"uid\":\"uid-a\" | \"generation\":1",
        "\"manifest\" | \"other\"",
        "{\"op\" | {\"steps\":[{\"op\""})
    void in_objectWrittenInAnotherWay_isNotKnown(String written, String other) {
        String line = admit("a", asking(1), "1");
        assertThat(line).contains(written);
        assertThat(KnownManifests.in(line.replace(written, other).getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
}
