package io.alidade.agent.runtime;

import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.runtime.RunSpec.RestartPolicy;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Fields;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads what a pod is to run. A field that no runtime follows is refused by its name: nothing is left out without a word.
public final class RunSpecReader {
    /// Followed, decided on before anything runs, or nothing to a node without a cluster.
    private static final Set<String> POD_FIELDS = Set.of("containers", "initContainers", "restartPolicy",
            "terminationGracePeriodSeconds", "nodeName", "nodeSelector", "affinity", "tolerations", "priority",
            "priorityClassName", "preemptionPolicy", "schedulerName", "os", "resources", "overhead", "hostNetwork",
            "hostPID", "hostIPC", "enableServiceLinks", "automountServiceAccountToken", "dnsPolicy");
    private static final Set<String> CONTAINER_FIELDS = Set.of("name", "image", "imagePullPolicy", "command", "args",
            "env", "workingDir", "resources", "restartPolicy", "ports", "terminationMessagePath",
            "terminationMessagePolicy");
    private static final int DEFAULT_GRACE_SECONDS = 30;
    private static final int MAX_GRACE_SECONDS = 24 * 3600;

    private RunSpecReader() {}

    /// Reads a pod.
    ///
    /// @throws BadInput with the field that no runtime follows
    public static RunSpec read(AgentPod pod) {
        Fields object = Fields.of(DocumentReader.mapping(DocumentReader.readOne(pod.fullName(),
                DocumentWriter.toCompactJson(pod.object()).getBytes(StandardCharsets.UTF_8))));
        Fields spec = object.object("spec").orElse(object);
        refuseOthers(spec, POD_FIELDS);
        RestartPolicy restart = switch (spec.string("restartPolicy").orElse("Always")) {
            case "Never" -> RestartPolicy.NEVER;
            case "OnFailure" -> RestartPolicy.ON_FAILURE;
            default -> RestartPolicy.ALWAYS;
        };
        List<ContainerSpec> containers = new ArrayList<>();
        for (Fields container : spec.objects("initContainers")) {
            containers.add(container(container, container.string("restartPolicy").orElse("").equals("Always")
                    ? ContainerKind.SIDECAR : ContainerKind.INIT));
        }
        spec.objects("containers").forEach(container -> containers.add(container(container, ContainerKind.APP)));
        return new RunSpec(containers, restart, Duration.ofSeconds(
                spec.integer("terminationGracePeriodSeconds", 0, MAX_GRACE_SECONDS).orElse(DEFAULT_GRACE_SECONDS)),
                new HostNamespaces(spec.bool("hostNetwork"), spec.bool("hostPID"), spec.bool("hostIPC")));
    }

    private static ContainerSpec container(Fields container, ContainerKind kind) {
        refuseOthers(container, CONTAINER_FIELDS);
        Map<String, String> environment = new LinkedHashMap<>();
        for (Fields variable : container.objects("env")) {
            if (variable.has("valueFrom")) {
                refuse(variable, "valueFrom", "is not followed.");
            }
            String name = variable.string("name").orElse("");
            if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
                refuse(variable, "name", "is not the name of a variable.");
            }
            environment.put(name, References.expand(variable.string("value").orElse(""), environment));
        }
        return new ContainerSpec(container.path(), container.string("name").orElse(""), kind,
                container.string("image").orElse(""), pull(container), words(container, "command", environment),
                words(container, "args", environment), environment,
                container.string("workingDir").filter(folder -> !folder.isEmpty()), SecuritySpec.NONE);
    }

    private static List<String> words(Fields container, String key, Map<String, String> environment) {
        return container.stringList(key).stream().map(word -> References.expand(word, environment)).toList();
    }

    /// An image without a tag, or with the tag `latest`, is fetched each time unless the pod says otherwise, as the API server
    /// has it.
    private static ImagePull pull(Fields container) {
        return switch (container.string("imagePullPolicy").orElse("")) {
            case "Always" -> ImagePull.ALWAYS;
            case "IfNotPresent" -> ImagePull.IF_NOT_PRESENT;
            case "Never" -> ImagePull.NEVER;
            default -> {
                String image = container.string("image").orElse("");
                String last = image.substring(image.lastIndexOf('/') + 1);
                yield last.contains("@") || (last.contains(":") && !last.endsWith(":latest")) ? ImagePull.IF_NOT_PRESENT
                        : ImagePull.ALWAYS;
            }
        };
    }

    private static void refuseOthers(Fields fields, Set<String> known) {
        Optional<String> other = fields.keys().stream().filter(key -> !known.contains(key) && fields.has(key))
                .findFirst();
        other.ifPresent(key -> refuse(fields, key, "is not followed."));
    }

    private static void refuse(Fields fields, String key, String why) {
        throw UnsupportedField.at(fields.path(key), why);
    }
}
