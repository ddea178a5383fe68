package io.alidade.cli;

import java.util.List;

/// Runs the main commands one after the other in one process, over the examples: `Rehearsal EXAMPLES`. What they load is kept
/// in the cache that later starts map, of a checkout and of a package.
final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] arguments) {
        String examples = arguments[0];
        String pod = examples + "/pods/training.yaml";
        String machine = examples + "/machines/gpu-server.yaml";
        String config = examples + "/kubelet/single-numa-node.yaml";
        Session session = Session.ofProcess();
        for (List<String> command : List.of(List.of("--help"), List.of("admit", "--help"),
                List.of("admit", "--node", machine, "--config", config, pod),
                List.of("admit", "--replicas", "3", "--node", machine, "--config", config, pod),
                List.of("admit", "-o", "json", "--node", machine, "--config", config, pod),
                List.of("explain", "--node", machine, "--config", examples + "/kubelet/restricted.yaml", pod),
                List.of("topology", "show", "--node", machine), List.of("lint", config, pod))) {
            Main.execute(session, command.toArray(String[]::new));
        }
    }
}
