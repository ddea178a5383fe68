package io.alidade.cli;

import io.alidade.agent.http.HttpResponse;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.config.KubeletConfigurationWriter;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Fields;
import io.alidade.live.source.Inputs;
import io.alidade.view.TextStyle;
import io.alidade.view.TextTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Asks a running agent what another configuration would bring.
@Command(name = "plan", sortOptions = false, versionProvider = Alidade.Version.class,
        description = "Shows what a configuration would bring on the node of a running agent: which containers would move, and"
                + " which pods would not fit. Nothing is changed.",
        footer = {"", "Exit code 1 if a pod would not fit.", "", "Example:", "  alidade agent plan new-kubelet.yaml"})
final class AgentPlanCommand implements Callable<Integer>, Options.Owner {
    private final Session session;

    @Parameters(paramLabel = "CONFIG", description = "A KubeletConfiguration, or a folder of drop-ins.")
    String configuration = "";

    private final NodeSocketOption socket = new NodeSocketOption();

    private final OutputOptions output = new OutputOptions();

    private AgentPlanCommand(Session session) {
        this.session = session;
    }

    static CommandLine with(Session session) {
        return Options.commandLine(new AgentPlanCommand(session));
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(socket, output);
    }

    @Override
    public Integer call() {
        KubeletConfigurationReader reader = KubeletConfigurationReader.LENIENT;
        Inputs inputs = session.inputs();
        KubeletConfiguration read = !Inputs.isStandardInput(configuration)
                && Files.isDirectory(Inputs.path(configuration)) ? reader.read(Inputs.path(configuration))
                        : reader.read(Inputs.name(configuration), inputs.read(configuration));
        HttpResponse response = socket.ask(session, "POST", "/v1/plan", "application/json", DocumentWriter
                .toCompactJson(KubeletConfigurationWriter.document(read)).getBytes(StandardCharsets.UTF_8));
        Fields plan = NodeSocketOption.fields(response);
        output.print(session, style -> text(plan, style), () -> NodeSocketOption.value(response));
        return plan.bool("possible").orElse(false) ? ExitCodes.OK : ExitCodes.NEGATIVE;
    }

    private static String text(Fields plan, TextStyle style) {
        StringBuilder out = new StringBuilder();
        List<Fields> refusals = plan.objects("refusals");
        if (!refusals.isEmpty()) {
            TextTable table = new TextTable().column("POD THAT WOULD NOT FIT").column("REASON").column("MESSAGE");
            refusals.forEach(pod -> table.row(pod.string("pod").orElse(""), pod.string("reason").orElse(""),
                    pod.string("message").orElse("")));
            table.write(out, 0, style);
            return out.append("\nSo the agent would leave everything as it is.\n").toString();
        }
        List<Fields> moves = plan.objects("moves");
        if (moves.isEmpty()) {
            return "Every pod fits, and no container moves.\n";
        }
        TextTable table = new TextTable().column("POD").column("CONTAINER").column("FROM").column("TO");
        moves.forEach(move -> table.row(move.string("pod").orElse(""), move.string("container").orElse(""),
                place(move, "from"), place(move, "to")));
        table.write(out, 0, style);
        return out.append("\nEvery pod fits.\n").toString();
    }

    static String place(Fields move, String end) {
        return move.object(end).map(place -> place.string("exclusiveCpus").map(own -> "CPUs " + own)
                .orElseGet(() -> place.string("sharedCpus").filter(shared -> !shared.isEmpty())
                        .map(shared -> "shared CPUs " + shared).orElse("all CPUs"))
                + place.string("mems").map(mems -> ", memory of NUMA node " + mems).orElse("")).orElse("");
    }
}
