package io.alidade.cli;

import io.alidade.agent.http.HttpResponse;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Fields;
import io.alidade.plan.capacity.Shape;
import io.alidade.view.TextStyle;
import io.alidade.view.TextTable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Makes room for a pod on the node of a running agent.
@Command(name = "defragment", sortOptions = false, versionProvider = Alidade.Version.class,
        description = "Finds the fewest running containers whose CPUs have to move so that a pod fits on the node of a running"
                + " agent, and moves them. None is restarted.",
        footer = {"", "Exit code 1 if that is not possible, or a move could not be made.", "", "Examples:",
            "  alidade agent defragment --shape cpu=8,memory=32Gi --dry-run",
            "  alidade agent defragment -f train.yaml --apply"})
final class AgentDefragmentCommand implements Callable<Integer>, Options.Owner {
    private static final byte[] NOTHING = new byte[0];

    private final Session session;

    private final ShapeOption shape = new ShapeOption();

    private final FileOptions files = new FileOptions();

    private final DryRunOption dryRun = new DryRunOption();

    @Option(names = "--apply", description = "Move them, one after the other.")
    boolean isApplied;

    @Option(names = "--move-memory", description = "Pinned memory may move with its container, to other NUMA nodes.")
    boolean movesMemory;

    private final NodeSocketOption socket = new NodeSocketOption();

    private final OutputOptions output = new OutputOptions();

    private AgentDefragmentCommand(Session session) {
        this.session = session;
    }

    static CommandLine with(Session session) {
        return Options.commandLine(new AgentDefragmentCommand(session));
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(shape, files, dryRun, socket, output);
    }

    @Override
    public Integer call() {
        if (dryRun.isOn == isApplied) {
            throw new BadInput(isApplied ? "--dry-run and --apply are both given."
                    : "nothing says whether containers are to be moved.",
                    "Add --dry-run to see which, or --apply to move them; one of the two.");
        }
        List<String> named = files.after(List.of());
        if (named.size() + shape.texts.size() != 1) {
            throw new BadInput(named.size() + shape.texts.size() + " pods are named, and one is to fit.",
                    "Give one --shape cpu=8,memory=32Gi, or one -f FILE.");
        }
        StringBuilder target = new StringBuilder("/v1/defragment?apply=").append(isApplied).append("&memory=")
                .append(movesMemory ? "move" : "stay");
        byte[] body = NOTHING;
        if (shape.texts.isEmpty()) {
            body = session.inputs().read(named.getFirst());
        } else {
            Shape wanted = Shape.parse(shape.texts.getFirst());
            wanted.note().ifPresent(session::note);
            target.append("&shape=").append(URLEncoder.encode(shape.texts.getFirst(), StandardCharsets.UTF_8));
        }
        HttpResponse response = socket.ask(session, "POST", target.toString(), "application/json", body);
        Fields answer = NodeSocketOption.fields(response);
        output.print(session, style -> text(answer, style), () -> NodeSocketOption.value(response));
        return answer.bool("possible").orElse(false) ? ExitCodes.OK : ExitCodes.NEGATIVE;
    }

    private String text(Fields answer, TextStyle style) {
        StringBuilder out = new StringBuilder();
        List<Fields> moves = answer.objects("moves");
        if (moves.isEmpty()) {
            return answer.bool("possible").orElse(false) ? "The pod fits, and no container has to move.\n"
                    : "The pod cannot fit by moving containers:\n- "
                            + String.join("\n- ", answer.stringList("reasons")) + "\n";
        }
        TextTable table = new TextTable().column("POD").column("CONTAINER").column("FROM").column("TO");
        if (isApplied) {
            table = table.column("MOVED");
        }
        for (Fields move : moves) {
            String[] row = {move.string("pod").orElse(""), move.string("container").orElse(""),
                AgentPlanCommand.place(move, "from"), AgentPlanCommand.place(move, "to"),
                move.bool("done").orElse(false) ? "yes" : "no"};
            table.row(isApplied ? row : Arrays.copyOf(row, row.length - 1));
        }
        table.write(out, 0, style);
        for (Fields move : moves) {
            long left = move.integer("leftBehind", 0, Long.MAX_VALUE).orElse(0);
            if (left > 0) {
                out.append(Quantity.ofBytes(left).toText()).append(" of the memory of ")
                        .append(move.string("pod").orElse(""))
                        .append(' ').append(move.string("container").orElse(""))
                        .append(" stayed where it was; pages that a device uses itself (RDMA, VFIO) cannot move.\n");
            }
        }
        return out.append('\n').append(answer.string("problem").map(problem -> "Not all were moved: " + problem + ".")
                .orElse(isApplied ? "The pod fits now." : "Then the pod fits.")).append('\n').toString();
    }
}
