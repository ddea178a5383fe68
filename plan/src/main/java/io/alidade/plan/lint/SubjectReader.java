package io.alidade.plan.lint;

import io.alidade.kube.config.ConfigurationLayers;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.Position;
import io.alidade.kube.document.Trees;
import io.alidade.kube.embedded.EmbeddedConfiguration;
import io.alidade.kube.embedded.EmbeddedConfigurations;
import io.alidade.kube.embedded.InnerDocuments;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import io.alidade.kube.pod.PodTemplates;
import io.alidade.plan.lint.PluginConfiguration.Plugin;
import io.alidade.plan.lint.Subjects.Broken;
import io.alidade.plan.lint.Workload.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Recognises what the documents of files are, by their content. What has no pods and no settings of a kubelet is passed
/// over and counted; what is no object of Kubernetes and nothing else that is known is an error.
final class SubjectReader {
    private static final Set<String> CONTROLLERS = Set.of("ReplicationController", "Deployment", "ReplicaSet",
            "StatefulSet", "DaemonSet", "Job");
    private static final Set<String> GROUPS = Set.of("", "apps", "batch", "extensions");
    private static final List<String> TELLTALES = List.of("KubeletConfiguration", "timeSlicing", "resourceList");
    private static final int MAX_LIST_DEPTH = 10;

    private final Subjects subjects = Subjects.empty();
    /// Whether what is read stands behind the document that the kubelet reads.
    private boolean isBehind;
    private boolean isOfKubeadm;
    private String refusal = "";

    static Subjects read(List<SourceGroup> groups) {
        SubjectReader reader = new SubjectReader();
        groups.forEach(reader::group);
        return reader.subjects;
    }

    private void group(SourceGroup group) {
        if (group.isDropIns()) {
            dropIns(group);
            return;
        }
        group.files().forEach(this::file);
    }

    private void file(SourceFile file) {
        Optional<List<EmbeddedConfiguration>> lines = EmbeddedConfigurations.inText(file.name(), file.bytes());
        if (lines.isPresent()) {
            guarded(file, () -> lines.get().forEach(this::embedded));
            if (lines.get().isEmpty()) {
                unrecognised(new Position(file.name(), 1, 1), "text without a flag of the kubelet");
            }
            return;
        }
        List<Mapping> others = new ArrayList<>();
        switch (KubeletFile.of(file)) {
            case KubeletFile.Own own -> {
                guarded(file, () -> subjects.configurations()
                        .add(Configuration.of("KubeletConfiguration", own.layers())));
                isBehind = true;
                own.rest().ifPresent(rest -> stream(file, documents(rest), others));
                isBehind = false;
            }
            case KubeletFile.Other other -> {
                refusal = other.refusal();
                mixed(file, others);
            }
        }
        if (!others.isEmpty()) {
            subjects.notes().add(file.name() + ": passed over, for it has no pods and no settings of a kubelet: "
                    + DocumentKinds.counted(others) + ".");
        }
    }

    private void mixed(SourceFile file, List<Mapping> others) {
        int before = subjects.count() + subjects.broken().size() + subjects.unrecognised().size();
        List<DocumentNode> documents = documents(file);
        // The documents of kubeadm's file are taken apart by kubeadm.
        isOfKubeadm = documents.stream().anyMatch(document -> Trees.text(document, "apiVersion").orElse("")
                .startsWith("kubeadm.k8s.io/"));
        stream(file, documents, others);
        boolean isNothing = before == subjects.count() + subjects.broken().size() + subjects.unrecognised().size();
        if (isNothing) {
            others.stream().filter(object -> !DocumentKinds.isOfKubernetes(object)).findFirst().ifPresent(
                    object -> unrecognised(object.position(), "only objects that are not known, such as "
                            + DocumentKinds.describe(object)));
            if (others.isEmpty()) {
                unrecognised(new Position(file.name(), 1, 1), "no document");
            }
        }
    }

    private void stream(SourceFile file, List<DocumentNode> documents, List<Mapping> others) {
        guarded(file, () -> {
            EmbeddedConfigurations.Found found = EmbeddedConfigurations.in(file.name(), file.bytes(), documents);
            found.found().forEach(this::embedded);
            found.rest().forEach(document -> guarded(file, () -> object(file, document, 0, others)));
        });
    }

    /// A configuration in a file whose first document is another one.
    private void kubelet(Mapping object) {
        if (isBehind) {
            unread(object.position(), "a second " + DocumentKinds.describe(object) + ".");
        } else {
            Configuration configuration = Configuration.of("KubeletConfiguration", ConfigurationLayers.file(object));
            subjects.configurations().add(isOfKubeadm ? configuration
                    : configuration.with(new BadInput(object.position(), refusal,
                            "Put the KubeletConfiguration first, or into a file of its own.")));
        }
    }

    private void unread(Position place, String what) {
        subjects.unread().add(new BadInput(place, what, ""));
    }

    private void embedded(EmbeddedConfiguration embedded) {
        subjects.configurations().add(Configuration.of(embedded));
        subjects.flagValues().addAll(embedded.flagValues());
        subjects.flagKeys().addAll(embedded.flagKeys());
        subjects.foreignKeys().addAll(embedded.foreignKeys());
        embedded.assumptions().forEach(assumption -> subjects.notes()
                .add(embedded.fields().position() + ": " + embedded.object() + ": " + assumption + "."));
    }

    private void unrecognised(Position place, String seen) {
        if (isBehind) {
            unread(place, seen + ".");
        } else {
            subjects.unrecognised().add(new BadInput(place, "lint does not know what this is: " + seen + ".", ""));
        }
    }

    private List<DocumentNode> documents(SourceFile file) {
        Documents documents = Documents.of(file);
        if (isBehind) {
            documents.problems().forEach(problem -> unread(problem.position()
                    .orElseGet(() -> new Position(file.name(), 1, 1)), problem.problem()));
            return documents.documents();
        }
        if (!documents.problems().isEmpty() && file.text().contains("{{")) {
            subjects.unrecognised().add(new BadInput(documents.problems().getFirst().position()
                    .orElseGet(() -> new Position(file.name(), 1, 1)),
                    "this is a template with {{ }}, not what it renders to. Render it first, as `helm template` does, and"
                            + " look at its output.",
                    ""));
            return documents.documents();
        }
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

    private void dropIns(SourceGroup folder) {
        List<DocumentNode> layers = new ArrayList<>();
        int before = subjects.broken().size();
        folder.files().forEach(file -> guarded(file,
                () -> layers.add(KubeletConfigurationReader.dropIn(file.name(), file.bytes()))));
        if (folder.files().isEmpty()) {
            subjects.notes()
                    .add(folder.name()
                            + ": no manifests, and no file below it ends in .conf: there are no drop-ins, and the"
                            + " kubelet's defaults hold.");
        }
        if (!layers.isEmpty() || before == subjects.broken().size()) {
            try {
                subjects.configurations()
                        .add(Configuration.of("KubeletConfiguration", ConfigurationLayers.dropIns(layers)));
            } catch (BadInput broken) {
                subjects.broken().add(new Broken(folder.name(), broken));
            }
        }
    }

    private void object(SourceFile file, DocumentNode document, int depth, List<Mapping> others) {
        if (!(document instanceof Mapping object) || depth > MAX_LIST_DEPTH) {
            unrecognised(document.position(), DocumentKinds.describe(document));
            return;
        }
        String kind = Trees.text(object, "kind").orElse("");
        String version = Trees.text(object, "apiVersion").orElse("");
        String group = version.indexOf('/') < 0 ? "" : version.substring(0, version.indexOf('/'));
        if (kind.endsWith("List") && object.find("items").isPresent()) {
            Trees.items(object, "items").forEach(item -> guarded(file, () -> object(file, item, depth + 1, others)));
        } else if (DocumentKinds.isKubelets(object)) {
            kubelet(object);
        } else if (kind.equals("KubeletConfig") && group.equals("machineconfiguration.openshift.io")) {
            subjects.configurations()
                    .add(Configuration.of(name(object, kind, false), ConfigurationLayers.file(object)));
        } else if (kind.equals("SriovNetworkNodePolicy")) {
            subjects.plugins().add(new PluginConfiguration(name(object, kind, true), Plugin.SRIOV_POLICY, object));
        } else if (kind.equals("ConfigMap") && group.isEmpty()) {
            int before = subjects.count();
            configMap(file, object);
            if (before == subjects.count()) {
                others.add(object);
            }
        } else if (kind.isEmpty()) {
            if (!plugin(object, "device plugin configuration") && !DocumentKinds.isReleaseNote(object)) {
                unrecognised(object.position(), DocumentKinds.describe(object));
            }
        } else {
            int before = subjects.workloads().size();
            if (kind.equals("Template")) {
                Trees.items(object, "objects").forEach(item -> guarded(file, () -> object(file, item, depth + 1,
                        others)));
                return;
            }
            if (GROUPS.contains(group)) {
                workload(object, kind);
            }
            if (before == subjects.workloads().size()) {
                templates(object, kind);
            }
            if (before == subjects.workloads().size()) {
                others.add(object);
            }
        }
    }

    private boolean plugin(Mapping root, String object) {
        boolean isNvidia = Trees.text(root, "version").orElse("").equals("v1")
                && Stream.of("sharing", "flags", "resources").anyMatch(key -> root.find(key).isPresent());
        boolean isSriov = !Trees.items(root, "resourceList").isEmpty();
        if (isNvidia || isSriov) {
            subjects.plugins().add(new PluginConfiguration(object, isNvidia ? Plugin.NVIDIA : Plugin.SRIOV, root));
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
            documents = InnerDocuments.in(file.bytes(), text);
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
        pod.flatMap(template -> Trees.mapping(template, "spec")).ifPresent(spec -> add(object, kind, spec, name(object,
                kind, true),
                () -> PodManifests.readObject(object, kind.equals("Pod") ? OptionalInt.empty()
                        : OptionalInt.of(1)).pods().stream().findFirst()));
    }

    /// An object of another project: whatever pod templates it has.
    private void templates(Mapping object, String kind) {
        String name = name(object, kind, true);
        for (PodTemplates.Found found : PodTemplates.in(object)) {
            Trees.mapping(found.template(), "spec").ifPresent(spec -> add(object, kind, spec,
                    found.nameOf(name), () -> Optional.of(PodManifests.readTemplate(
                            Trees.text(object, "metadata", "name").orElse(kind),
                            Trees.text(object, "metadata", "namespace").filter(text -> !text.isEmpty())
                                    .orElse("default"),
                            found))));
            subjects.notes().add(object.position() + ": " + name + ": the pod template is at " + found.path()
                    + (found.note().isEmpty() ? "" : ", " + found.note()) + ".");
        }
    }

    private void add(Mapping object, String kind, Mapping spec, String name, Supplier<Optional<PodManifest>> pod) {
        if (subjects.workloads().size() >= PodManifests.MAX_PODS) {
            throw new BadInput(object.position(), "more than " + PodManifests.MAX_PODS + " workloads in one run.",
                    "Look at fewer files at a time.");
        }
        List<Container> containers = new ArrayList<>();
        for (String field : List.of("initContainers", "containers")) {
            for (DocumentNode item : Trees.items(spec, field)) {
                if (item instanceof Mapping container) {
                    containers.add(new Container(Trees.text(container, "name").orElse(""), container,
                            field.equals("initContainers")));
                }
            }
        }
        Optional<PodManifest> manifest = Optional.empty();
        Optional<BadInput> refusal = Optional.empty();
        try {
            manifest = pod.get();
        } catch (BadInput problem) {
            refusal = Optional.of(problem);
        }
        subjects.workloads().add(new Workload(name, kind, object, spec, containers, manifest, refusal));
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
