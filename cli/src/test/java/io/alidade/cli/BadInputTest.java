package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every input that cannot be used: two lines on standard error that name it and its cure, exit code 2, and no file written.
class BadInputTest {
    @TempDir
    Path folder = Path.of("");
    private Samples samples = Samples.NOWHERE;

    @BeforeEach
    void writeSamples() {
        samples = new Samples(folder);
    }

    private void assertRefused(CliRun run, String... words) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("alidade: ").contains(words).doesNotContain("Exception", "\tat ");
        assertThat(run.err().lines().count()).as(run.err()).isGreaterThanOrEqualTo(2);
        assertThat(folder.resolve("saved")).doesNotExist();
    }

    private CliRun admit(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--save-state";
        all[arguments.length + 1] = folder.resolve("saved").toString();
        return samples.admit(all);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "truncated|{kind: Pod, metadata: {name: p|pod.yaml:1:",
        "truncated JSON|{\"kind\": \"Pod\", \"spec\": |pod.yaml:1",
        "duplicate key|{kind: Pod, kind: Pod}|the key \"kind\" is there twice",
        "no object|just text|pod.yaml:1:1",
        "empty|# nothing|pod.yaml",
        "no pod|{kind: Service}|holds no pod",
        "negative|{kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, resources: {limits: {cpu: -1}}}]}}|limits.cpu is -1",
        "not a quantity|{kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, resources: {limits: {cpu: four}}}]}}|limits.cpu is \"four\"",
        "more CPUs than numbers|{kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, resources: {limits: {cpu: 99999999999999999999}}}]}}|limits.cpu",
        "more memory than numbers|{kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, resources: {limits: {memory: 8Ei}}}]}}|limits.memory",
        "two containers of one name|{kind: Pod, metadata: {name: p}, spec: {containers: [{name: c}, {name: c}]}}|c"})
    void manifest_thatCannotBeUsed_isRefused(String what, String text, String words) {
        samples.write("pod.yaml", text);
        assertRefused(admit("pod.yaml"), words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "no CPU|{numaNodes: [{node: 0, memory: 1Gi}], cpus: []}|lists no CPU",
        "CPU twice|{numaNodes: [{node: 0, memory: 1Gi}], cpus: [{cpu: 3, core: 0, socket: 0, numa: 0}, {cpu: 3, core: 1, socket: 0, numa: 0}]}|cpus[1].cpu is 3",
        "CPU nowhere|{numaNodes: [{node: 0, memory: 1Gi}], cpus: [{cpu: 3, core: 0, socket: 0, numa: 5}]}|cpus[0].numa is 5",
        "backward list|{numaNodes: [{node: 0, memory: 1Gi, cpus: \"3-1\"}]}|3-1",
        "endless list|{numaNodes: [{node: 0, memory: 1Gi, cpus: \"0-99999999999\"}]}|99999999999",
        "negative memory|{numaNodes: [{node: 0, memory: -1, cpus: \"0\"}]}|memory",
        "endless memory|{numaNodes: [{node: 0, memory: 9000000000Gi, cpus: \"0\"}]}|memory",
        "device nowhere|{numaNodes: [{node: 0, memory: 1Gi, cpus: \"0\"}], devices: [{resource: a.com/b, id: x, numa: [3]}]}|NUMA node 3",
        "no machine|{kind: Pod}|an object of the kind Pod is no machine"})
    void machine_thatCannotExist_isRefused(String what, String text, String words) {
        samples.write("machine.yaml", text);
        assertRefused(admit("web.yaml"), "machine.yaml:1:", words);
    }

    @Test
    void machine_withMoreThan64NumaNodes_isRefused() {
        samples.write("machine.yaml", "numaNodes:\n" + IntStream.range(0, 65)
                .mapToObj(i -> "- {node: " + i + ", memory: 1Gi, cpus: \"" + i + "\"}\n")
                .collect(Collectors.joining()));
        assertRefused(admit("web.yaml"), "65 entries");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "reservedSystemCPUs: \"3-1\"|invalid range",
        "reservedSystemCPUs: \"0-99999999999\"|99999999999",
        "topologyManagerPolicy: strict|topologyManagerPolicy (--topology-manager-policy)",
        "topologyManagerScope: node|topologyManagerScope",
        "reservedMemory: [{numaNode: 0, limits: {cpu: 1}}]|limit type \"cpu\"",
        "maxPods: many|maxPods is \"many\""})
    void configuration_thatItsValidationRefuses_isRefused(String field, String words) {
        samples.write("kubelet.yaml",
                "kind: KubeletConfiguration\napiVersion: kubelet.config.k8s.io/v1beta1\n" + field);
        assertRefused(admit("web.yaml"), "kubelet.yaml:3:", words);
    }

    @Test
    void manifest_ofNestedAliases_isRefusedQuickly() {
        StringBuilder bomb = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
        for (char name = 'b'; name < 'k'; name++) {
            String before = "*" + (char) (name - 1);
            bomb.append(name).append(": &").append(name).append(" [")
                    .append(String.join(", ", java.util.Collections.nCopies(10, before))).append("]\n");
        }
        samples.write("pod.yaml", bomb.toString());
        assertRefused(admit("pod.yaml"), "aliases");
    }

    @Test
    void file_thatCannotBeRead_isRefused() throws IOException {
        assertRefused(admit("missing.yaml"), "missing.yaml does not exist");
        assertRefused(admit(Files.createDirectory(folder.resolve("empty")).toString()), "empty holds no manifest");
        samples.write("pod.yaml", new byte[] {'k', ':', (byte) 0xC3, '\n'});
        assertRefused(admit("pod.yaml"), "UTF-8");
    }

    @Test
    void source_withoutEnd_isRefused() {
        String endless = "/dev/zero";
        assertRefused(admit(endless), "more than 16777216 bytes");
        assertRefused(CliRun.of("admit", "--node", endless, samples.path("web.yaml")), "16777216");
        assertRefused(CliRun.of("admit", "--node", samples.path("machine.yaml"), "--config", endless,
                samples.path("web.yaml")), "16777216");
        assertRefused(admit("--devices", endless, "web.yaml"), "16777216");
    }

    @Test
    void devices_thatCannotBeUsed_areRefused() {
        samples.write("devices.yaml", "[{resource: nvidia.com/gpu, id: a, numa: [7]}]");
        assertRefused(admit("--devices", samples.path("devices.yaml"), "web.yaml"), "NUMA node 7");
        samples.write("devices.yaml", "[{resource: a.com/b, id: a}, {resource: a.com/b, id: a}]");
        assertRefused(admit("--devices", samples.path("devices.yaml"), "web.yaml"), "devices[1].id");
    }

    @Test
    void folder_thatIsNone_isRefused() {
        assertRefused(admit("--state", folder.resolve("none").toString(), "web.yaml"), "is not a folder");
        assertRefused(CliRun.of("admit", "--node", samples.path("machine.yaml"), "--kubelet-dir", folder.toString(),
                samples.path("web.yaml")), "config.yaml does not exist");
        assertRefused(samples.admit("--save-state", samples.path("web.yaml"), "web.yaml"),
                "--save-state: " + samples.path("web.yaml") + " is not a folder");
    }

    @Test
    void samePodTwice_isRefused() {
        assertRefused(admit("web.yaml", "web.yaml"), "default/web");
    }

    @Test
    void standardInput_namedTwice_isRefused() {
        assertRefused(CliRun.withInput(Samples.WEB, "admit", "--node", "-", "-"), "standard input");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            value = {"admt|Maybe admit or advise is meant. See alidade --help.",
                "admit --nodee x p|Maybe --node is meant. See alidade admit --help.",
                "admit|no pods are named", "admit -o xml p|'xml' is not table, json or yaml",
                "admit --replicas many p|--replicas", "admit --replicas 0 p|--replicas is 0",
                "admit --kubelet-version 1.20 p|Known are 1.32, 1.33", "completion tcsh|bash, zsh, fish or kubectl"})
    void usage_thatIsWrong_isRefusedWithACure(String arguments, String words) {
        assertRefused(CliRun.of(arguments.split(" ", -1)), words);
    }
}
