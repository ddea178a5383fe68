package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Writes a Job of Kubernetes whose pods replay one part each.
@Command(name = "job", sortOptions = false, versionProvider = Alidade.Version.class,
        description = "Writes an Indexed Job of Kubernetes whose pods replay one part each.",
        footer = {"",
            "The files of the replay are on a volume, under the names given here; the parts go into its folder"
                    + " parts. When the Job is complete, alidade fleet merge joins them.",
            "", "Example:",
            "  alidade fleet job --parts 20 --image example.com/alidade:1 --claim fleet fleet.yaml workload.yaml"
                    + " --seeds 20 | kubectl apply -f -"})
final class FleetJobCommand implements Callable<Integer>, Options.Owner {
    private static final int MAX_PARTS = 10_000;

    private final Session session;

    private final FleetOptions options = new FleetOptions();

    private Optional<Integer> parts = Optional.empty();
    private Optional<Integer> parallelism = Optional.empty();
    private Optional<String> image = Optional.empty();
    private Optional<String> claim = Optional.empty();
    private Optional<String> name = Optional.empty();

    FleetJobCommand(Session session) {
        this.session = session;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(options, this::addTo);
    }

    private void addTo(Options declared) {
        declared.value(Integer.class, value -> parts = value, "N", "In how many parts.", "--parts");
        declared.value(Integer.class, value -> parallelism = value, "N", "How many of them at once (default: all).",
                "--parallelism");
        declared.value(String.class, value -> image = value, "IMAGE", "A container image with alidade in its path.",
                "--image");
        declared.value(String.class, value -> claim = value, "CLAIM",
                "The persistent volume claim with the files of the replay; several pods write to it.", "--claim");
        declared.value(String.class, value -> name = value, "NAME", "Of the Job (default: alidade-fleet).", "--name");
    }

    @Override
    public Integer call() {
        int count = parts.filter(own -> own >= 1 && own <= MAX_PARTS).orElseThrow(() -> new BadInput(
                parts.map(own -> "--parts is " + own + ", not from 1 to " + MAX_PARTS + ".")
                        .orElse("--parts is missing."),
                "Write in how many parts: --parts 20."));
        int atOnce = parallelism.orElse(count);
        if (atOnce < 1) {
            throw new BadInput("--parallelism is " + atOnce + ", not 1 or more.", "Write how many parts at once.");
        }
        String from = image.orElseThrow(() -> new BadInput("--image is missing.", "Name an image that has alidade."));
        String volume = claim.orElseThrow(() -> new BadInput("--claim is missing.",
                "Name the claim of the volume with the fleet and the workload."));
        if (options.input.files.isEmpty()) {
            throw new BadInput("no fleet is named.", "Name the files as they are called on the volume.");
        }
        OutputOptions.print(session, DocumentWriter.toYaml(job(count, atOnce, from, volume)));
        return ExitCodes.OK;
    }

    private Value job(int count, int atOnce, String from, String volume) {
        List<String> arguments = new ArrayList<>(List.of("fleet"));
        arguments.addAll(options.words());
        arguments.addAll(List.of("--part", "job/" + count, "--part-folder", "parts"));
        Value.Mapping amounts = Value.mapping().with("cpu", "2").with("memory", "2Gi").build();
        Value.Mapping container = Value.mapping().with("name", "replay").with("image", from)
                .with("command", Value.texts(List.of("alidade"))).with("args", Value.texts(arguments))
                .with("workingDir", "/work")
                .with("resources", Value.mapping().with("requests", amounts).with("limits", amounts))
                .with("volumeMounts", Value.sequence(List.of(Value.mapping().with("name", "work")
                        .with("mountPath", "/work").build())))
                .build();
        Value.Mapping pod = Value.mapping().with("restartPolicy", "Never")
                .with("containers", Value.sequence(List.of(container)))
                .with("volumes", Value.sequence(List.of(Value.mapping().with("name", "work")
                        .with("persistentVolumeClaim", Value.mapping().with("claimName", volume)).build())))
                .build();
        return Value.mapping().with("apiVersion", "batch/v1").with("kind", "Job")
                .with("metadata", Value.mapping().with("name", name.orElse("alidade-fleet")))
                .with("spec", Value.mapping().with("completionMode", "Indexed").with("completions", count)
                        .with("parallelism", atOnce).with("backoffLimitPerIndex", 2)
                        .with("template", Value.mapping().with("spec", pod)))
                .build();
    }
}
