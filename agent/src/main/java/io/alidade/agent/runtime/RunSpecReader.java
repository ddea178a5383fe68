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

/// Reads what a pod is to run as processes of this machine. A field that would be left out is refused by its name: a
/// process has no image, no mounts and no network of its own, and nobody probes it.
public final class RunSpecReader {
    /// Decided on before anything runs, or true of every process here, or nothing to a process.
    private static final Set<String> POD_FIELDS = Set.of("containers", "initContainers", "restartPolicy",
            "terminationGracePeriodSeconds", "nodeName", "nodeSelector", "affinity", "tolerations", "priority",
            "priorityClassName", "preemptionPolicy", "schedulerName", "os", "resources", "overhead", "hostNetwork",
            "hostPID", "hostIPC", "enableServiceLinks", "automountServiceAccountToken", "dnsPolicy");
    private static final Set<String> CONTAINER_FIELDS = Set.of("name", "image", "imagePullPolicy", "command", "args",
            "env", "workingDir", "resources", "restartPolicy", "ports", "terminationMessagePath",
            "terminationMessagePolicy");
    private static final Set<String> HOST = Set.of("hostNetwork", "hostPID", "hostIPC");
    private static final Set<String> IMAGES = Set.of("", "host");
    private static final int DEFAULT_GRACE_SECONDS = 30;
    private static final int MAX_GRACE_SECONDS = 24 * 3600;

    private RunSpecReader() {}

    /// Reads a pod.
    ///
    /// @throws BadInput with the field that cannot be followed
    public static RunSpec read(AgentPod pod) {
        Fields object = Fields.of(DocumentReader.mapping(DocumentReader.readOne(pod.fullName(),
                DocumentWriter.toCompactJson(pod.object()).getBytes(StandardCharsets.UTF_8))));
        Fields spec = object.object("spec").orElse(object);
        refuseOthers(spec, POD_FIELDS);
        for (String field : HOST) {
            spec.bool(field).filter(shared -> !shared).ifPresent(_ -> refuse(spec, field,
                    "is false, and a process has what the host has."));
        }
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
                spec.integer("terminationGracePeriodSeconds", 0, MAX_GRACE_SECONDS).orElse(DEFAULT_GRACE_SECONDS)));
    }

    private static ContainerSpec container(Fields container, ContainerKind kind) {
        refuseOthers(container, CONTAINER_FIELDS);
        if (!IMAGES.contains(container.string("image").orElse(""))) {
            refuse(container, "image", "is " + container.describe("image")
                    + ", and a process runs a program of the host: write host, or nothing.");
        }
        List<String> command = container.stringList("command");
        if (command.isEmpty()) {
            refuse(container, "command", "is missing, and there is no image that has one.");
        }
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
        List<String> words = new ArrayList<>(command);
        words.addAll(container.stringList("args"));
        return new ContainerSpec(container.string("name").orElse(""), kind,
                words.stream().map(word -> References.expand(word, environment)).toList(), environment,
                container.string("workingDir").filter(folder -> !folder.isEmpty()));
    }

    private static void refuseOthers(Fields fields, Set<String> known) {
        Optional<String> other = fields.keys().stream().filter(key -> !known.contains(key) && fields.has(key))
                .findFirst();
        other.ifPresent(key -> refuse(fields, key, "is not followed."));
    }

    private static void refuse(Fields fields, String key, String why) {
        throw new BadInput(fields.path(key) + " " + why,
                "Leave it out, or run the pod with a container runtime.");
    }
}
