package io.alidade.kube.config;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Position;
import io.alidade.kube.golang.GoText;
import java.util.List;
import java.util.Optional;

/// Finds the fields of a `KubeletConfiguration` inside the document that carries them.
final class ConfigurationSource {
    static final String API_VERSION = "kubelet.config.k8s.io/v1beta1";
    static final String KIND = "KubeletConfiguration";
    private static final String OPENSHIFT_GROUP = "machineconfiguration.openshift.io/";

    private final List<BadInput> problems;
    private final List<ConfigurationWarning> warnings;

    ConfigurationSource(List<BadInput> problems, List<ConfigurationWarning> warnings) {
        this.problems = problems;
        this.warnings = warnings;
    }

    Mapping dropIn(DocumentNode document) {
        return checkHeader(DocumentReader.mapping(document), true, true);
    }

    Mapping fieldsOf(DocumentNode document, boolean needsHeader) {
        Mapping mapping = DocumentReader.mapping(document);
        Optional<DocumentNode> configz = mapping.find("kubeletconfig");
        if (configz.isPresent() && mapping.find("kind").isEmpty()) {
            return checkHeader(DocumentReader.mapping(configz.get()), false);
        }
        if (header(mapping, "kind").equals("KubeletConfig")
                && header(mapping, "apiVersion").startsWith(OPENSHIFT_GROUP)) {
            return openShift(mapping);
        }
        return checkHeader(mapping, needsHeader);
    }

    private Mapping openShift(Mapping document) {
        Mapping spec = document.find("spec").map(DocumentReader::mapping).orElse(empty(document.position()));
        Fields fields = Fields.of(spec, problems);
        fields.bool("autoSizingReserved").filter(on -> on)
                .ifPresent(_ -> warn(fields.position("autoSizingReserved"),
                        "spec.autoSizingReserved makes the node compute its own"
                                + " systemReserved when it boots, which cannot be reproduced from this file."
                                + " Read the node's /configz, or give spec.kubeletConfig.systemReserved."));
        warn(document.position(),
                "OpenShift applies this KubeletConfig onto a configuration of its own, which is not in"
                        + " this file. Here it applies onto the kubelet's defaults. For a running node read its /configz.");
        return fields.node("kubeletConfig").map(DocumentReader::mapping)
                .map(configuration -> checkHeader(configuration, false)).orElse(empty(spec.position()));
    }

    /// A wrong header is one problem among others where the fields are a kubelet's, and else the only one.
    private Mapping checkHeader(Mapping fields, boolean wanted) {
        return checkHeader(fields, wanted, false);
    }

    private Mapping checkHeader(Mapping fields, boolean wanted, boolean isDropIn) {
        headerProblem(fields, wanted).map(problem -> inKubeletsWords(problem, fields, isDropIn)).ifPresent(problem -> {
            boolean isKubelet = fields.entries().stream().map(Entry::key)
                    .anyMatch(key -> !isHeader(key) && ConfigurationFields.typeOf(key).isPresent());
            if (!isKubelet) {
                throw problem;
            }
            problems.add(problem);
        });
        return fields;
    }

    private static Optional<BadInput> headerProblem(Mapping fields, boolean wanted) {
        String apiVersion = header(fields, "apiVersion");
        String kind = header(fields, "kind");
        if (!apiVersion.isEmpty() && !apiVersion.equals(API_VERSION)) {
            return Optional.of(notOne(fields, "apiVersion", apiVersion, API_VERSION));
        }
        if (!kind.isEmpty() && !kind.equals(KIND)) {
            return Optional.of(notOne(fields, "kind", kind, KIND));
        }
        boolean anyKnown = fields.entries().stream()
                .anyMatch(entry -> ConfigurationFields.typeOf(entry.key()).isPresent());
        if (!anyKnown && !fields.entries().isEmpty() && apiVersion.isEmpty() && kind.isEmpty()) {
            return Optional.of(new BadInput(fields.position(),
                    "this is no kubelet configuration: none of its fields is one ("
                            + fields.entries().getFirst().key() + ").",
                    "Give a KubeletConfiguration, the JSON of /configz, or an OpenShift KubeletConfig."));
        }
        if (wanted && (apiVersion.isEmpty() || kind.isEmpty())) {
            return Optional.of(new BadInput(fields.position(),
                    (kind.isEmpty() ? "kind" : "apiVersion")
                            + " is missing, and the kubelet refuses a file without it.",
                    "Add apiVersion: " + API_VERSION + " and kind: " + KIND + "."));
        }
        return Optional.empty();
    }

    private static BadInput inKubeletsWords(BadInput problem, Mapping fields, boolean isDropIn) {
        String apiVersion = header(fields, "apiVersion");
        String kind = header(fields, "kind");
        String says = kind.isEmpty() ? "Object 'Kind' is missing"
                : isDropIn ? "unknown apiVersion/kind: " + (apiVersion.indexOf('/') < 0 ? "/" : "") + apiVersion
                        + ", Kind="
                        + kind
                : apiVersion.isEmpty() ? "Object 'apiVersion' is missing"
                : "no kind " + GoText.quoted(kind) + " is registered for version " + GoText.quoted(apiVersion);
        return new BadInput(problem.position().orElse(fields.position()), problem.problem() + KubeletWords.says(says),
                problem.cure());
    }

    private static boolean isHeader(String key) {
        return key.equalsIgnoreCase("apiVersion") || key.equalsIgnoreCase("kind");
    }

    private void warn(Position position, String message) {
        warnings.add(new ConfigurationWarning(position, message));
    }

    private static BadInput notOne(Mapping fields, String field, String found, String wanted) {
        Position place = fields.find(field).map(DocumentNode::position).orElse(fields.position());
        return new BadInput(place, field + " is " + GoText.quoted(found) + ", but a kubelet configuration has "
                + GoText.quoted(wanted) + ".",
                "Give a KubeletConfiguration, the JSON of /configz, or an OpenShift KubeletConfig.");
    }

    /// The case of these two names does not matter to the kubelet.
    private static String header(Mapping mapping, String field) {
        return mapping.entries().stream().map(Entry::key).filter(field::equalsIgnoreCase)
                .reduce((_, later) -> later).flatMap(Fields.of(mapping)::string).orElse("");
    }

    private static Mapping empty(Position position) {
        return new Mapping(position, List.of());
    }
}
