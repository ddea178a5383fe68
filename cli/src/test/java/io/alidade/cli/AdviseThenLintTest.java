package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What `advise` drafts passes `lint`.
class AdviseThenLintTest {
    @TempDir
    private Path folder;

    static Stream<Arguments> drafts() {
        return Stream.of("gpu-server", "epyc-8-numa", "dpdk-host", "two-socket-gpu")
                .flatMap(machine -> Stream.of("latency", "throughput", "density")
                        .flatMap(goal -> Stream.of("kubelet", "openshift")
                                .map(platform -> Arguments.of(machine, goal, platform))));
    }

    @ParameterizedTest
    @MethodSource("drafts")
    void lint_ofADraft_passes(String machine, String goal, String platform) throws IOException {
        String node = "examples/machines/" + machine + ".yaml";
        CliRun advised = CliRun.of("advise", "--node", node, "--goal", goal, "--as", platform,
                "examples/pods/training.yaml", "examples/pods/postgres.yaml");
        assertThat(advised.exitCode()).as(advised.err()).isZero();
        Path draft = Files.writeString(folder.resolve("draft.yaml"), advised.out());

        CliRun linted = CliRun.of("lint", "--node", node, draft.toString());

        assertThat(List.of(linted.exitCode(), linted.err())).as(linted.out()).isEqualTo(List.of(0, ""));
    }
}
