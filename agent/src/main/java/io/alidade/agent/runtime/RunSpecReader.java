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
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Reads what a pod is to run. A field that no runtime follows is refused by its name: nothing is left out without a word.
public final class RunSpecReader {
    private static final int DEFAULT_GRACE_SECONDS = 30;
    private static final int MAX_GRACE_SECONDS = 24 * 3600;
    private static final int MAX_PORT = 65_535;

    private final Fields spec;
    private final EnvironmentReader environment;
    private final SecurityReader security;
    private final VolumeReader volumes;

    private RunSpecReader(AgentPod pod, Fields object, Fields spec) {
        this.spec = spec;
        FieldRules.POD.check(spec);
        this.environment = new EnvironmentReader(pod.manifest(), object);
        this.security = new SecurityReader(spec);
        this.volumes = new VolumeReader(pod.manifest());
    }

    /// Reads a pod.
    ///
    /// @throws BadInput with the field that no runtime follows
    public static RunSpec read(AgentPod pod) {
        Fields object = Fields.of(DocumentReader.mapping(DocumentReader.readOne(pod.fullName(),
                DocumentWriter.toCompactJson(pod.object()).getBytes(StandardCharsets.UTF_8))));
        return new RunSpecReader(pod, object, object.object("spec").orElse(object)).read();
    }

    private RunSpec read() {
        RestartPolicy restart = switch (spec.string("restartPolicy").orElse("Always")) {
            case "Never" -> RestartPolicy.NEVER;
            case "OnFailure" -> RestartPolicy.ON_FAILURE;
            default -> RestartPolicy.ALWAYS;
        };
        List<VolumeSpec> read = volumes.volumes(spec);
        List<ContainerSpec> containers = new ArrayList<>();
        for (Fields container : spec.objects("initContainers")) {
            containers.add(container(container, container.string("restartPolicy").orElse("").equals("Always")
                    ? ContainerKind.SIDECAR : ContainerKind.INIT));
        }
        spec.objects("containers").forEach(container -> containers.add(container(container, ContainerKind.APP)));
        return new RunSpec(containers, restart, Duration.ofSeconds(
                spec.integer("terminationGracePeriodSeconds", 0, MAX_GRACE_SECONDS).orElse(DEFAULT_GRACE_SECONDS)),
                new HostNamespaces(spec.bool("hostNetwork"), spec.bool("hostPID"), spec.bool("hostIPC")), read,
                spec.object("securityContext").map(said -> said.integer("fsGroup", 0, Integer.MAX_VALUE))
                        .orElseGet(OptionalLong::empty));
    }

    private ContainerSpec container(Fields container, ContainerKind kind) {
        FieldRules.CONTAINER.check(container);
        checkRestartPolicy(container, kind);
        checkPorts(container);
        Map<String, String> variables = environment.read(container);
        return new ContainerSpec(container.path(), container.string("name").orElse(""), kind,
                container.string("image").orElse(""), pull(container), words(container, "command", variables),
                words(container, "args", variables), variables,
                container.string("workingDir").filter(folder -> !folder.isEmpty()), security.read(container),
                volumes.mounts(container), message(container));
    }

    /// Only sidecars have one of their own.
    private static void checkRestartPolicy(Fields container, ContainerKind kind) {
        if (container.has("restartPolicy") && kind != ContainerKind.SIDECAR) {
            throw UnsupportedField.at(container.path("restartPolicy"), "is " + container.describe("restartPolicy")
                    + ", and only Always of an init container is followed.");
        }
    }

    /// A port of the node is one where the container has the node's network; nothing forwards others.
    private void checkPorts(Fields container) {
        boolean isOnHost = spec.bool("hostNetwork").orElse(false);
        for (Fields port : container.objects("ports")) {
            FieldRules.PORT.check(port);
            boolean isTaken = port.integer("hostPort", 0, MAX_PORT).orElse(0) > 0;
            if (isTaken && !isOnHost) {
                throw UnsupportedField.at(port.path("hostPort"),
                        "is forwarded by nobody: let the pod have the node's network, hostNetwork: true.");
            }
        }
    }

    private static TerminationMessage message(Fields container) {
        String policy = container.string("terminationMessagePolicy").orElse("File");
        if (!policy.equals("File") && !policy.equals("FallbackToLogsOnError")) {
            throw UnsupportedField.at(container.path("terminationMessagePolicy"), "is \"" + policy
                    + "\", not File or FallbackToLogsOnError.");
        }
        String path = container.string("terminationMessagePath").filter(said -> !said.isEmpty())
                .orElse(TerminationMessage.DEFAULT_PATH);
        if (!path.startsWith("/") || List.of(path.split("/", -1)).contains("..") || path.indexOf('\0') >= 0) {
            throw UnsupportedField.at(container.path("terminationMessagePath"), "is \"" + path
                    + "\", not an absolute path without ..");
        }
        return new TerminationMessage(path, !policy.equals("File"));
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
}
