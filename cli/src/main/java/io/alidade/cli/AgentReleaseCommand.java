package io.alidade.cli;

import io.alidade.agent.http.HttpResponse;
import io.alidade.kube.document.Fields;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Gives the containers of a node all its CPUs back, before the agent is removed.
@Command(name = "release", sortOptions = false, versionProvider = Alidade.Version.class,
        description = "Lets all containers of the node of a running agent run on all CPUs, with memory of all NUMA nodes, and new"
                + " ones too, until the agent is started again. For agents beside a kubelet (mode nri), before they are removed.",
        footer = {"", "Example:", "  alidade agent release"})
final class AgentReleaseCommand implements Callable<Integer>, Options.Owner {
    private static final byte[] NOTHING = new byte[0];
    private static final long MAX_CONTAINERS = 1_000_000;

    private final Session session;

    private final NodeSocketOption socket = new NodeSocketOption();

    private final OutputOptions output = new OutputOptions();

    private AgentReleaseCommand(Session session) {
        this.session = session;
    }

    static CommandLine with(Session session) {
        return Options.commandLine(new AgentReleaseCommand(session));
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(socket, output);
    }

    @Override
    public Integer call() {
        HttpResponse response = socket.ask(session, "POST", "/v1/release", "application/json", NOTHING);
        Fields released = NodeSocketOption.fields(response);
        long count = released.integer("containers", 0, MAX_CONTAINERS).orElse(0);
        output.print(session,
                _ -> count + (count == 1 ? " container" : " containers")
                        + " may run on all CPUs now; none is told where to"
                        + " run until the agent is started again.\n",
                () -> NodeSocketOption.value(response));
        return ExitCodes.OK;
    }
}
