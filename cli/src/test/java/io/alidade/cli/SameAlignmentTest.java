package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `explain`, `compare` and `advise` say the same of the same pods: aligned, split or shared.
class SameAlignmentTest {
    private static final String CASE = "cli/src/test/resources/cases/socket-gpu/";
    private static final String GPU_SERVER = "examples/machines/gpu-server.yaml";

    @BeforeAll
    static void inTheRoot() {
        GoldenFiles.checkWorkingDirectory();
    }

    private static Fields json(CliRun run) {
        return Fields.of((Mapping) DocumentReader.readOne("json", run.out().getBytes(StandardCharsets.UTF_8)));
    }

    private static CliRun run(String command, List<String> pods, String... options) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("-o", "json"));
        arguments.addAll(pods);
        return CliRun.of(arguments.toArray(String[]::new));
    }

    private static Map<String, Long> counts(Fields totals) {
        Map<String, Long> counts = new TreeMap<>();
        for (String placement : List.of("aligned", "split", "shared")) {
            counts.put(placement, totals.integer(placement, 0, Long.MAX_VALUE).orElseThrow());
        }
        return counts;
    }

    private static Map<String, Long> counts(List<String> placements) {
        Map<String, Long> counts = new TreeMap<>(Map.of("aligned", 0L, "split", 0L, "shared", 0L));
        placements.forEach(placement -> counts.merge(placement, 1L, Long::sum));
        return counts;
    }

    @ParameterizedTest
    @CsvSource({
        CASE + "node.yaml, " + CASE + "kubelet.yaml, " + CASE + "pod.yaml, split",
        GPU_SERVER + ", examples/kubelet/best-effort.yaml, examples/pods, aligned shared",
        GPU_SERVER + ", examples/kubelet/single-numa-node.yaml, examples/pods, aligned shared",
        GPU_SERVER + ", examples/kubelet/restricted.yaml, examples/pods, aligned shared",
        "examples/machines/epyc-8-numa.yaml, examples/kubelet/best-effort.yaml, examples/pods, aligned split shared",
    })
    void pods_ofEveryCommand_lieAlike(String machine, String config, String folder, String expected) {
        List<String> pods = folder.endsWith(".yaml") ? List.of(folder)
                : List.of(folder + "/finetune-full-node.yaml", folder + "/training.yaml",
                        folder + "/web-fraction.yaml", folder + "/web-burstable.yaml");
        List<String> explained = json(run("explain", pods, "--node", machine, "--config", config)).objects("pods")
                .stream().map(pod -> pod.string("placement")).flatMap(Optional::stream).toList();
        Fields compared = json(run("compare", pods, config, config, "--node", machine)).objects("machines").getFirst();
        Fields advised = json(run("advise", pods, "--node", machine, "--config", config));

        assertThat(explained).contains(expected.split(" ", -1));
        assertThat(counts(explained))
                .isEqualTo(counts(compared.object("totals").orElseThrow().object("a").orElseThrow()))
                .isEqualTo(counts(advised.object("current").orElseThrow().object("measured").orElseThrow()));
        assertThat(explained).containsExactlyInAnyOrderElementsOf(compared.objects("pods").stream()
                .map(pod -> pod.object("a").orElseThrow().string("alignment")).flatMap(Optional::stream)
                .toList());
    }
}
