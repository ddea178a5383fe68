package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import io.alidade.live.source.Inputs;
import io.alidade.plan.fleet.part.Part;
import io.alidade.plan.fleet.part.PartFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Joins the parts of a replay.
@Command(name = "merge", sortOptions = false, versionProvider = Alidade.Version.class,
        description = "Joins the parts of a replay to the report of the whole.",
        footer = {"", "Example:", "  alidade fleet merge parts/*.json --html cost.html"})
final class FleetMergeCommand implements Callable<Integer>, Options.Owner {
    private final Session session;

    private List<String> files = new ArrayList<>();

    private final FleetCommand.HtmlFile html = new FleetCommand.HtmlFile();

    private final OutputOptions output = new OutputOptions();

    FleetMergeCommand(Session session) {
        this.session = session;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(options -> options.arguments(value -> files = value, "FILE",
                "What alidade fleet --part wrote, all parts in any order."), html, output);
    }

    @Override
    public Integer call() {
        Inputs inputs = session.inputs();
        Map<String, Part> parts = new LinkedHashMap<>();
        for (String file : files) {
            parts.put(Inputs.name(file), PartFile.read(Inputs.name(file), inputs.read(file)));
        }
        if (parts.isEmpty()) {
            throw new BadInput("no parts are named.", "Name the files that alidade fleet --part wrote.");
        }
        FleetCommand.print(session, Part.merged(parts), output, html.file);
        return ExitCodes.OK;
    }
}
