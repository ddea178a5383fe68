package io.alidade.cli;

import io.alidade.agent.bench.AgentRehearsal;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/// Runs commands one after the other in one process, over the examples: `Rehearsal EXAMPLES admit|fleet|all|node-agent`. What
/// they load is kept in the cache that later starts map, of a checkout and of a package: `admit` is for asking about pods and
/// for help, `fleet` for replays, of which it also keeps how methods are used, `node-agent` for the process that stays.
final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Session session = Session.ofProcess();
        if (arguments[1].equals("node-agent")) {
            AgentRehearsal.perform(command -> Main.execute(session, command.toArray(String[]::new)));
            return;
        }
        commands(arguments[0], arguments[1])
                .forEach(command -> Main.execute(session, command.toArray(String[]::new)));
    }

    private static Stream<List<String>> commands(String examples, String rehearsed) {
        String pod = examples + "/pods/training.yaml";
        String machine = examples + "/machines/gpu-server.yaml";
        String config = examples + "/kubelet/single-numa-node.yaml";
        Stream<List<String>> admit = Stream.of(List.of("--help"),
                List.of("admit", "--node", machine, "--config", config, pod));
        Stream<List<String>> others = Stream.of(List.of("admit", "--help"),
                List.of("admit", "--replicas", "3", "--node", machine, "--config", config, pod),
                List.of("admit", "-o", "json", "--node", machine, "--config", config, pod),
                List.of("explain", "--node", machine, "--config", examples + "/kubelet/restricted.yaml", pod),
                List.of("topology", "show", "--node", machine), List.of("lint", config, pod));
        return switch (rehearsed) {
            case "fleet" -> Stream.of(List.of("fleet", examples + "/fleet/p5-fleet.yaml",
                    examples + "/fleet/p5-workload.yaml"));
            case "all" -> Stream.concat(admit, others);
            default -> admit;
        };
    }
}
