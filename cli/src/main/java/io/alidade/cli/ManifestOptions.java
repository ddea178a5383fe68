package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.pod.PodManifests;
import io.alidade.live.source.Inputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which pods are meant: the files of every command that asks about some.
final class ManifestOptions {
    @Parameters(paramLabel = "MANIFEST", arity = "1..*",
            description = "Files with pods or workloads (YAML or JSON), in the"
                    + " order of admission; - is standard input.")
    List<String> manifests = new ArrayList<>();

    @Option(names = "--replicas", paramLabel = "N",
            description = "So many pods of each object, whatever it says itself.")
    Optional<Integer> replicas = Optional.empty();

    /// Reads them in their order.
    ///
    /// @param strict   refuse objects without pods, which are skipped with a warning otherwise
    /// @param warnings where those go
    /// @throws BadInput if a file cannot be used
    PodManifests read(Inputs inputs, boolean strict, List<String> warnings) {
        if (replicas.filter(count -> count < 1 || count > PodManifests.MAX_PODS).isPresent()) {
            throw new BadInput("--replicas is " + replicas.get() + ", not from 1 to " + PodManifests.MAX_PODS + ".",
                    "Give the number of pods to be admitted.");
        }
        OptionalInt wanted = replicas.map(OptionalInt::of).orElseGet(OptionalInt::empty);
        PodManifests pods = new PodManifests(List.of(), List.of(), List.of());
        for (String file : manifests) {
            pods = pods.and(PodManifests.read(Inputs.name(file), inputs.read(file), wanted));
        }
        pods.notes().forEach(inputs::note);
        pods.pods().stream().flatMap(pod -> pod.unmodelled().stream().map(what -> pod.position() + ": " + what))
                .distinct()
                .forEach(warnings::add);
        for (PodManifests.Skipped skipped : pods.skipped()) {
            if (strict) {
                throw new BadInput(skipped.position(), "a " + skipped.kind() + " has no pods.",
                        "Remove it, or leave out --strict.");
            }
            warnings.add(skipped.position() + ": a " + skipped.kind() + " has no pods, so it is skipped");
        }
        return pods;
    }
}
