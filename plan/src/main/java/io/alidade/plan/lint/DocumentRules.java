package io.alidade.plan.lint;

import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.config.KnownGates;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.config.Spelling;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.Position;
import io.alidade.kube.document.Trees;
import java.util.List;
import java.util.Optional;

/// What is wrong with documents as such.
final class DocumentRules {
    private static final String ADVICE_START = "unknown field";
    private static final List<String> OF_SPEC = List.of("volumes", "initContainers", "containers",
            "ephemeralContainers", "restartPolicy", "terminationGracePeriodSeconds", "activeDeadlineSeconds",
            "dnsPolicy", "nodeSelector", "serviceAccountName", "nodeName", "hostNetwork", "hostPID", "hostIPC",
            "shareProcessNamespace", "securityContext", "imagePullSecrets", "hostname", "subdomain", "affinity",
            "schedulerName", "tolerations", "hostAliases", "priorityClassName", "priority", "dnsConfig",
            "readinessGates", "runtimeClassName", "enableServiceLinks", "preemptionPolicy", "overhead",
            "topologySpreadConstraints", "setHostnameAsFQDN", "os", "hostUsers", "schedulingGates", "resourceClaims",
            "resources", "automountServiceAccountToken", "serviceAccount");
    private static final List<String> OF_CONTAINER = List.of("name", "image", "command", "args", "workingDir", "ports",
            "envFrom", "env", "resources", "resizePolicy", "restartPolicy", "volumeMounts", "volumeDevices",
            "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "terminationMessagePath",
            "terminationMessagePolicy", "imagePullPolicy", "securityContext", "stdin", "stdinOnce", "tty");
    private static final List<String> OF_RESOURCES = List.of("limits", "requests", "claims");

    private DocumentRules() {}

    static void syntax(RuleInput input, Reporter reporter) {
        for (Subjects.Broken broken : input.subjects().broken()) {
            Position place = broken.problem().position().orElseGet(() -> new Position(broken.file(), 1, 1));
            reporter.report(Severity.ERROR, place, "",
                    StartRules.sentence(broken.problem().problem()) + " " + broken.problem().cure());
        }
    }

    static void unknownField(RuleInput input, Reporter reporter) {
        for (StartProbe start : input.starts()) {
            Configuration configuration = start.configuration();
            configuration.warnings().stream().filter(warning -> warning.message().startsWith(ADVICE_START))
                    .forEach(warning -> {
                        Optional<Entry> entry = configuration.root().entries().stream()
                                .filter(field -> field.keyPosition().equals(warning.position())).findFirst();
                        Optional<Fix> fix = entry.flatMap(field -> KubeletConfigurationReader.fieldMeantBy(field.key())
                                .filter(meant -> Trees.at(configuration.root(), meant).isEmpty())
                                .filter(meant -> startsWith(input, start, field, meant))
                                .flatMap(meant -> input.edits().rename(field, meant, "rename it to " + meant)));
                        reporter.report(Severity.WARNING, warning.position(), configuration.object(),
                                warning.message(), fix);
                    });
        }
        for (Workload workload : input.workloads()) {
            misspelt(input, reporter, workload, workload.spec(), OF_SPEC);
            for (Workload.Container container : workload.containers()) {
                misspelt(input, reporter, workload, container.node(), OF_CONTAINER);
                Trees.mapping(container.node(), "resources")
                        .ifPresent(resources -> misspelt(input, reporter, workload, resources, OF_RESOURCES));
            }
        }
    }

    /// The kubelet has not seen the field until now, and may not start with it.
    private static boolean startsWith(RuleInput input, StartProbe start, Entry field, String name) {
        return start.mended().map(root -> Trees.put(Trees.without(root, field.key()), field.value(), name))
                .filter(root -> StartProbe.start(root, input.machine(),
                        input.version()) instanceof KubeletStart.Started)
                .isPresent();
    }

    /// Newer Kubernetes has other fields, so only what is close to a known one counts.
    private static void misspelt(RuleInput input, Reporter reporter, Workload workload, Mapping mapping,
            List<String> known) {
        for (Entry entry : mapping.entries()) {
            Optional<String> meant = known.contains(entry.key()) ? Optional.empty()
                    : Spelling.closest(entry.key(), known);
            meant.ifPresent(field -> reporter.report(Severity.WARNING, entry.keyPosition(), workload.object(),
                    "unknown field \"" + entry.key() + "\": the API server refuses or drops it. Maybe " + field
                            + " is meant.",
                    Optional.of(field).filter(name -> mapping.find(name).isEmpty())
                            .flatMap(name -> input.edits().rename(entry, name, "rename it to " + name))));
        }
    }

    static void notRead(RuleInput input, Reporter reporter) {
        input.subjects().unread().forEach(unread -> reporter.report(Severity.WARNING, unread.position().orElseThrow(),
                "", "the kubelet reads the first document of its file alone, and behind it is this: "
                        + StartRules.sentence(unread.problem()) + " Remove it."));
    }

    static void repeatedKey(RuleInput input, Reporter reporter) {
        for (Configuration configuration : input.configurations()) {
            configuration.warnings().stream().filter(warning -> warning.message().startsWith("the key "))
                    .forEach(warning -> reporter.report(Severity.WARNING, warning.position(), configuration.object(),
                            warning.message() + " Remove the others."));
        }
    }

    static void gateGoesAway(RuleInput input, Reporter reporter) {
        KnownGates known = KnownGates.of(input.version());
        for (Configuration configuration : input.configurations()) {
            Trees.mapping(configuration.root(), "featureGates").ifPresent(gates -> gates.entries().stream()
                    .filter(gate -> !reporter.isReported(gate.keyPosition())
                            && !reporter.isReported(gate.value().position()))
                    .forEach(gate -> known.warning(gate.key())
                            .ifPresent(warning -> reporter.report(Severity.WARNING, gate.keyPosition(),
                                    configuration.object(), warning, withoutGate(input, known, gates, gate)))));
        }
    }

    /// A gate with the value that it has anyway does nothing.
    private static Optional<Fix> withoutGate(RuleInput input, KnownGates known, Mapping gates, Entry gate) {
        boolean isDefault = gate.value() instanceof Scalar scalar && scalar.kind() == ScalarKind.BOOLEAN
                && known.defaultOf(gate.key()).map(on -> on.toString().equals(scalar.text())).orElse(false);
        return isDefault ? input.edits().remove(gates, gate, "remove " + gate.key() + ", which has that value anyway")
                : Optional.empty();
    }

    static void invalidManifest(RuleInput input, Reporter reporter) {
        for (Workload workload : input.workloads()) {
            workload.problem().ifPresent(problem -> {
                Position place = problem.position().orElseGet(() -> workload.document().position());
                boolean isKnown = reporter.isReported(place) || isQuantity(workload, place, reporter);
                if (!isKnown) {
                    reporter.report(Severity.ERROR, place, workload.object(), "the API server refuses this: "
                            + StartRules.sentence(problem.problem()) + " " + problem.cure());
                }
            });
        }
    }

    /// A container whose amounts were found bad is refused for them.
    private static boolean isQuantity(Workload workload, Position place, Reporter reporter) {
        for (Workload.Container container : workload.containers()) {
            for (String field : List.of("limits", "requests")) {
                Optional<Mapping> amounts = container.amounts(field);
                if (amounts.filter(mapping -> mapping.position().equals(place)).isPresent() && amounts.get().entries()
                        .stream().map(Entry::value).map(DocumentNode::position).anyMatch(reporter::isReported)) {
                    return true;
                }
            }
        }
        return false;
    }

    static void notModelled(RuleInput input, Reporter reporter) {
        input.workloads().forEach(workload -> workload.pod().ifPresent(pod -> pod.unmodelled()
                .forEach(what -> reporter.report(Severity.WARNING, workload.place(), workload.object(), what + "."))));
    }
}
