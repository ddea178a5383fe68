package io.alidade.kube.placement;

import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.settings.PlacementRule;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a pod's annotations say: `alidade.io/KEY` of the pod, `KEY.alidade.io/CONTAINER` of one of its containers.
///
/// @param pod        what is said of the pod
/// @param containers what is said of containers, by name
/// @param problem    what is wrong with the first that cannot be followed
/// @param unknown    keys that say nothing here
record PlacementAnnotations(PlacementRule pod, Map<String, PlacementRule> containers, Optional<String> problem,
        List<String> unknown) {
    private static final String DOMAIN = "alidade.io";

    static PlacementAnnotations of(PodManifest manifest) {
        Set<String> names = manifest.request().containers().stream().map(ContainerRequest::name)
                .collect(Collectors.toSet());
        PlacementRule pod = PlacementRule.NONE;
        Map<String, PlacementRule> containers = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (Map.Entry<String, String> said : new TreeMap<>(manifest.annotations()).entrySet()) {
            String annotation = said.getKey();
            int slash = annotation.indexOf('/');
            String domain = annotation.substring(0, Math.max(0, slash));
            String name = annotation.substring(slash + 1);
            boolean isOfPod = domain.equals(DOMAIN);
            Optional<PlacementKey> key = PlacementKey.annotated(isOfPod ? name
                    : domain.substring(0, Math.max(0, domain.length() - DOMAIN.length() - 1)));
            if (key.isEmpty()) {
                unknown.add(annotation);
            } else if (!isOfPod && !names.contains(name)) {
                problems.add(path(annotation) + ": there is no container '" + name
                        + "' in this pod: write the name of one.");
            } else if (!key.get().choices().contains(said.getValue())) {
                problems.add(path(annotation) + " is '" + said.getValue() + "', which is not one: write "
                        + choice(key.get().choices()) + ".");
            } else if (isOfPod) {
                pod = pod.or(key.get().rule(said.getValue()));
            } else {
                containers.merge(name, key.get().rule(said.getValue()), PlacementRule::or);
            }
        }
        return new PlacementAnnotations(pod, containers, problems.stream().findFirst(), unknown);
    }

    /// The place of an annotation, for people.
    static String path(String annotation) {
        return "metadata.annotations[" + annotation + "]";
    }

    static String ofPod(PlacementKey key) {
        return DOMAIN + "/" + key.annotation();
    }

    static String ofContainer(PlacementKey key, String container) {
        return key.annotation() + "." + DOMAIN + "/" + container;
    }

    private static String choice(List<String> values) {
        return String.join(", ", values.subList(0, values.size() - 1)) + " or " + values.getLast();
    }
}
