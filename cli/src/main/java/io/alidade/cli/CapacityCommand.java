package io.alidade.cli;

import io.alidade.cli.OutputOptions.Format;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.pod.PodManifest;
import io.alidade.live.source.FoundNode;
import io.alidade.live.source.Inputs;
import io.alidade.plan.capacity.CapacityQuestion;
import io.alidade.plan.capacity.CapacityReport;
import io.alidade.plan.capacity.CapacitySurvey;
import io.alidade.plan.capacity.Mix;
import io.alidade.view.CapacityDocument;
import io.alidade.view.CapacityHtml;
import io.alidade.view.CapacityText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/// How many such pods fit, and what does a policy cost?
final class CapacityCommand implements Callable<Integer>, Options.Declared {
    static final String SUMMARY = "Says how many pods of given shapes fit on a machine under each policy, scope and set of"
            + " options, and what a policy costs: copies, stranded CPUs and devices, and how full a node may be before"
            + " pods are refused.";

    private static final int DEFAULT_ORDERS = 200;

    private final Session session;

    ShapeOptions shapes = new ShapeOptions();

    NodeOptions nodeOptions = new NodeOptions();

    List<String> running = new ArrayList<>();

    List<String> optionSets = new ArrayList<>();

    int orders = DEFAULT_ORDERS;

    private final SeedOption seed = new SeedOption();

    private final CapacityGoals goals = new CapacityGoals();

    private final OutputOptions output = new OutputOptions(Format.TABLE, Format.JSON, Format.YAML, Format.HTML);

    CapacityCommand(Session session) {
        this.session = session;
    }

    @Override
    public CommandSpec described(CommandSpec spec) {
        spec.name("capacity").usageMessage().description(SUMMARY).footer("", "Examples:",
                "  alidade capacity --node machine.yaml --config kubelet.yaml --shape cpu=8,memory=32Gi",
                "  alidade capacity --node machine.yaml --shape a:cpu=4,memory=8Gi --shape b:cpu=24,memory=96Gi"
                        + " --mix a=60,b=40",
                "  alidade capacity --kubelet-dir /var/lib/kubelet --running pods.json --shape cpu=16,memory=64Gi"
                        + " --defragment",
                "  alidade capacity --node machine.yaml --config kubelet.yaml --shape cpu=9,memory=8Gi --optimise");
        return spec;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(shapes, nodeOptions, this::addOwn, goals, output);
    }

    private void addOwn(Options options) {
        options.texts(value -> running = value, Optional.empty(), "", "FILE",
                "Manifests of pods that run already, in the order in which they came; what fits beside them is counted, too."
                        + " May be given several times.",
                "--running");
        options.texts(value -> optionSets = value, Optional.empty(), "", "OPTION,...",
                "A set of policy options to compare, full-pcpus-only,distribute-cpus-across-numa, or none; may be given"
                        + " several times. Without it, the configured set, and that with one option turned over which may"
                        + " matter here.",
                "--options");
        options.value(Integer.class, value -> orders = value.orElse(DEFAULT_ORDERS), "N",
                "Over how many random orders of arrival a mix is looked at (default: 200).", "--orders");
        options.include(seed);
    }

    @Override
    public Integer call() {
        goals.check();
        if (orders < 1 || orders > CapacitySurvey.MAX_ORDERS) {
            throw new BadInput("--orders is " + orders + ", not from 1 to " + CapacitySurvey.MAX_ORDERS + ".",
                    "200 tell the worst 5 % well enough.");
        }
        Inputs inputs = session.inputs();
        FoundNode input = nodeOptions.read(inputs);
        nodeOptions.machine.node.sayIfForgotten(inputs, input.found());
        List<String> warnings = new ArrayList<>(input.warnings());
        Mix mix = shapes.read(inputs, nodeOptions.strict.isGiven, warnings);
        CapacityQuestion question = new CapacityQuestion(input.machine(), input.configuration(), input.version(),
                input.state(), running(inputs, warnings), mix, orders, seed.value(),
                optionSets.stream().map(CapacityCommand::optionSet).toList());
        if (goals.defragment) {
            return goals.defragment(session, output, input, question, warnings);
        }
        if (goals.optimise) {
            return goals.optimise(session, output, input, question, warnings);
        }
        return survey(input, question, warnings);
    }

    private int survey(FoundNode input, CapacityQuestion question, List<String> warnings) {
        try (LongRun run = new LongRun(session, "orders of arrival")) {
            CapacityReport report = CapacitySurvey.of(question, run).withWarningsBefore(warnings);
            run.end();
            String machine = input.found().title();
            output.print(session, style -> output.format() == Format.HTML ? CapacityHtml.of(machine, report)
                    : CapacityText.of(machine, report, style), () -> CapacityDocument.of(machine, report));
            return run.wasInterrupted() ? ExitCodes.INTERRUPTED : ExitCodes.OK;
        }
    }

    private List<PodManifest> running(Inputs inputs, List<String> warnings) {
        if (running.isEmpty()) {
            return List.of();
        }
        PodOptions pods = new PodOptions();
        pods.files.files = running;
        return pods.read(List.of(), inputs, nodeOptions.strict.isGiven, warnings).pods();
    }

    private static Map<String, String> optionSet(String text) {
        Map<String, String> set = new TreeMap<>();
        if (!text.equals("none")) {
            Arrays.stream(text.split(",", -1)).map(String::strip).forEach(option -> {
                int equals = option.indexOf('=');
                set.put(equals < 0 ? option : option.substring(0, equals),
                        equals < 0 ? "true" : option.substring(equals + 1));
            });
        }
        return set;
    }
}
