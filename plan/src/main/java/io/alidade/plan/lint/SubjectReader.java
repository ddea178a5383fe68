package io.alidade.plan.lint;

import io.alidade.kube.config.ConfigurationLayers;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.pod.PodManifests;
import io.alidade.plan.lint.PluginConfiguration.Kind;
import io.alidade.plan.lint.Subjects.Broken;
import io.alidade.plan.lint.Workload.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/// Recognises what the documents of files are, by their content. Other objects are passed over.
final class SubjectReader {
    private static final Set<String> CONTROLLERS = Set.of("ReplicationController", "Deployment", "ReplicaSet",
            "StatefulSet", "DaemonSet", "Job");
    private static final Set<String> GROUPS = Set.of("", "apps", "batch", "extensions");
    private static final List<String> TELLTALES = List.of("KubeletConfiguration", "timeSlicing", "resourceList");
    private static final int MAX_LIST_DEPTH = 10;

    private final Subjects subjects = Subjects.empty();

    static Subjects read(List<SourceGroup> groups) {
        SubjectReader reader = new SubjectReader();
        groups.forEach(reader::group);
        return reader.subjects;
    }

    private void group(SourceGroup group) {
        if (group.isDropIns()) {
            dropIns(group.files());
            return;
        }
        for (SourceFile file : group.files()) {
            documents(file).forEach(document -> guarded(file, () -> object(file, document, 0)));
        }
    }

    private List<DocumentNode> documents(SourceFile file) {
        Documents documents = Documents.of(file);
        documents.problems().forEach(problem -> subjects.broken().add(new Broken(file.name(), problem)));
        return documents.documents();
    }

    private void guarded(SourceFile file, Runnable reading) {
        try {
            reading.run();
        } catch (BadInput broken) {
            subjects.broken().add(new Broken(file.name(), broken));
        }
    }

    private void dropIns(List<SourceFile> files) {
        List<DocumentNode> layers = new ArrayList<>();
        files.forEach(file -> guarded(file,
                () -> layers.add(KubeletConfigurationReader.dropIn(file.name(), file.bytes()))));
        if (!layers.isEmpty()) {
            guarded(files.getFirst(),
                    () -> subjects.configurations().add(Configuration.of("KubeletConfiguration", ConfigurationLayers.dropIns(layers))));
        }
    }

    private void object(SourceFile file, DocumentNode document, int depth) {
        if (!(document instanceof Mapping object) || depth > MAX_LIST_DEPTH) {
            return;
        }
        String kind = Trees.text(object, "kind").orElse("");
        String version = Trees.text(object, "apiVersion").orElse("");
        String group = version.indexOf('/') < 0 ? "" : version.substring(0, version.indexOf('/'));
        if (kind.endsWith("List") && object.find("items").isPresent()) {
            Trees.items(object, "items").forEach(item -> guarded(file, () -> object(file, item, depth + 1)));
        } else if (kind.equals("KubeletConfiguration")
                || (kind.isEmpty() && object.find("kubeletconfig").isPresent())) {
            subjects.configurations().add(Configuration.of("KubeletConfiguration", ConfigurationLayers.file(object)));
        } else if (kind.equals("KubeletConfig") && group.equals("machineconfiguration.openshift.io")) {
            subjects.configurations().add(Configuration.of(name(object, kind, false), ConfigurationLayers.file(object)));
        } else if (kind.equals("SriovNetworkNodePolicy")) {
            subjects.plugins().add(new PluginConfiguration(name(object, kind, true), Kind.SRIOV_POLICY, object));
        } else if (kind.equals("ConfigMap") && group.isEmpty()) {
            configMap(file, object);
        } else if (GROUPS.contains(group)) {
            workload(object, kind);
        }
        if (kind.isEmpty()) {
            plugin(object, "device plugin configuration");
        }
    }

    private boolean plugin(Mapping root, String object) {
        boolean isNvidia = Trees.text(root, "version").orElse("").equals("v1")
                && Stream.of("sharing", "flags", "resources").anyMatch(key -> root.find(key).isPresent());
        boolean isSriov = !Trees.items(root, "resourceList").isEmpty();
        if (isNvidia || isSriov) {
            subjects.plugins().add(new PluginConfiguration(object, isNvidia ? Kind.NVIDIA : Kind.SRIOV, root));
        }
        return isNvidia || isSriov;
    }

    /// A ConfigMap holds files: that of kubeadm a KubeletConfiguration, those of device plugins their configuration.
    private void configMap(SourceFile file, Mapping object) {
        for (Entry entry : Trees.mapping(object, "data").map(Mapping::entries).orElse(List.of())) {
            if (entry.value() instanceof Scalar text && text.kind() == ScalarKind.STRING) {
                embedded(file, object, text);
            }
        }
    }

    private void embedded(SourceFile file, Mapping configMap, Scalar text) {
        List<DocumentNode> documents;
        try {
            documents = Embedded.in(file, text).documents();
        } catch (BadInput broken) {
            // Any text may be there; only of what was meant to be read here it matters that it cannot be.
            if (TELLTALES.stream().anyMatch(text.text()::contains)) {
                subjects.broken().add(new Broken(file.name(), broken));
            }
            return;
        }
        for (DocumentNode document : documents) {
            if (document instanceof Mapping inner && !plugin(inner, name(configMap, "ConfigMap", true))
                    && Trees.text(inner, "kind").orElse("").equals("KubeletConfiguration")) {
                guarded(file, () -> subjects.configurations()
                        .add(Configuration.of(name(configMap, "ConfigMap", true), ConfigurationLayers.file(inner))));
            }
        }
    }

    private void workload(Mapping object, String kind) {
        Optional<Mapping> pod = switch (kind) {
            case "Pod" -> Optional.of(object);
            case "CronJob" -> Trees.mapping(object, "spec", "jobTemplate", "spec", "template");
            default -> CONTROLLERS.contains(kind) ? Trees.mapping(object, "spec", "template") : Optional.empty();
        };
        pod.flatMap(template -> Trees.mapping(template, "spec")).ifPresent(spec -> {
            if (subjects.workloads().size() >= PodManifests.MAX_PODS) {
                throw new BadInput(object.position(), "more than " + PodManifests.MAX_PODS + " workloads in one run.",
                        "Look at fewer files at a time.");
            }
            subjects.workloads().add(workload(object, kind, spec));
        });
    }

    private static Workload workload(Mapping object, String kind, Mapping spec) {
        List<Container> containers = new ArrayList<>();
        for (String field : List.of("initContainers", "containers")) {
            for (DocumentNode item : Trees.items(spec, field)) {
                if (item instanceof Mapping container) {
                    containers.add(new Container(Trees.text(container, "name").orElse(""), container,
                            field.equals("initContainers")));
                }
            }
        }
        String name = name(object, kind, true);
        try {
            PodManifests pods = PodManifests.readObject(object,
                    kind.equals("Pod") ? OptionalInt.empty() : OptionalInt.of(1));
            return new Workload(name, kind, object, spec, containers, pods.pods().stream().findFirst(),
                    Optional.empty());
        } catch (BadInput problem) {
            return new Workload(name, kind, object, spec, containers, Optional.empty(), Optional.of(problem));
        }
    }

    /// `Deployment shop/web`, or `KubeletConfig worker` for what belongs to no namespace.
    private static String name(Mapping object, String kind, boolean isNamespaced) {
        String name = Trees.text(object, "metadata", "name")
                .or(() -> Trees.text(object, "metadata", "generateName")).orElse("(no name)");
        String namespace = Trees.text(object, "metadata", "namespace").filter(text -> !text.isEmpty())
                .orElse("default");
        return kind + " " + (isNamespaced ? namespace + "/" : "") + name;
    }
}
