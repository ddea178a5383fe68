package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.pod.PodManifests;
import io.alidade.live.source.Inputs;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// From which files pods are read, and how many of each: what [ManifestOptions] has beside arguments without an option.
final class PodOptions implements OptionGroup {
    FileOptions files = new FileOptions();

    Optional<Integer> replicas = Optional.empty();

    @Override
    public void addTo(Options options) {
        options.include(files);
        options.value(Integer.class, value -> replicas = value, "N",
                "So many pods of each object, whatever it says itself.",
                "--replicas");
    }

    /// Reads the pods of `-f`, or of the arguments, in their order.
    ///
    /// @param strict   refuse objects without pods, which are skipped with a warning otherwise
    /// @param warnings where those go
    /// @throws BadInput if a file cannot be used
    PodManifests read(List<String> arguments, Inputs inputs, boolean strict, List<String> warnings) {
        if (replicas.filter(count -> count < 1 || count > PodManifests.MAX_PODS).isPresent()) {
            throw new BadInput("--replicas is " + replicas.get() + ", not from 1 to " + PodManifests.MAX_PODS + ".",
                    "Give the number of pods to be admitted.");
        }
        OptionalInt wanted = replicas.map(OptionalInt::of).orElseGet(OptionalInt::empty);
        PodManifests pods = read(files.insteadOf(arguments), inputs, wanted);
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

    private static PodManifests read(List<String> names, Inputs inputs, OptionalInt replicas) {
        if (names.size() == 1) {
            return PodManifests.read(Inputs.name(names.getFirst()), inputs.read(names.getFirst()), replicas);
        }
        PodManifests pods = new PodManifests(List.of(), List.of(), List.of());
        for (String name : names) {
            pods = pods.and(PodManifests.readAmongOthers(Inputs.name(name), inputs.read(name), replicas));
        }
        if (pods.pods().isEmpty() && !names.isEmpty()) {
            throw new BadInput("none of the " + names.size() + " files holds a pod.",
                    "Name files or folders with Pods or workloads, and give --replicas if these have none.");
        }
        return pods;
    }
}
