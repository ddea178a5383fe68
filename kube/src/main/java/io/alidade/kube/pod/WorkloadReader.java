package io.alidade.kube.pod;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Position;
import io.alidade.kube.pod.PodManifests.Skipped;
import io.alidade.kube.pod.PodReader.Identity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Finds the pods in objects of any kind and gathers them.
final class WorkloadReader {
    private static final String DEFAULT_NAMESPACE = "default";
    /// The longest name of an object of Kubernetes.
    private static final int MAX_NAME = 253;

    private final OptionalInt replicasWanted;
    private final List<PodManifest> pods = new ArrayList<>();
    private final List<Skipped> skipped = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    /// How many names were generated from a prefix, by NAMESPACE/PREFIX.
    private final Map<String, Integer> generated = new HashMap<>();
    private boolean foundPods;

    WorkloadReader(OptionalInt replicasWanted) {
        this.replicasWanted = replicasWanted;
    }

    PodManifests manifests() {
        return new PodManifests(pods, skipped, notes);
    }

    /// True if there was an object that has pods, even if it wants none of them.
    boolean foundPods() {
        return foundPods;
    }

    void read(Fields object) {
        String kind = object.string("kind").orElse("");
        if (kind.isEmpty() && isReleaseNote(object)) {
            return;
        }
        if (kind.isEmpty()) {
            object.report("kind", "is missing.", "Write kind: Pod, or another kind of Kubernetes object.");
        }
        read(object, kind);
    }

    /// What Helm says beside the manifests: `NOTES: installed`.
    private static boolean isReleaseNote(Fields object) {
        return !object.keys().isEmpty()
                && object.keys().stream().allMatch(key -> key.equals(key.toUpperCase(Locale.ROOT)));
    }

    private void read(Fields object, String kind) {
        if (kind.endsWith("List") && object.node("items").isPresent()) {
            readItems(object, kind.substring(0, kind.length() - "List".length()));
            return;
        }
        String group = group(object);
        switch (kind) {
            case "Pod" -> {
                if (require(group.isEmpty(), kind, object)) {
                    readPod(object);
                }
            }
            case "ReplicationController" -> readWorkload(object, kind, group.isEmpty(), "replicas");
            case "Deployment", "ReplicaSet", "StatefulSet" ->
                readWorkload(object, kind, isAppsGroup(group), "replicas");
            case "DaemonSet" -> readWorkload(object, kind, isAppsGroup(group), "");
            case "Job" -> readWorkload(object, kind, group.isEmpty() || group.equals("batch"), "parallelism");
            case "CronJob" -> readCronJob(object, kind, group.isEmpty() || group.equals("batch"));
            default -> readOther(object, kind);
        }
    }

    /// `apps` of `apps/v1`; empty for `v1` and if missing.
    private static String group(Fields object) {
        String version = object.string("apiVersion").orElse("");
        return version.indexOf('/') < 0 ? "" : version.substring(0, version.indexOf('/'));
    }

    private static boolean isAppsGroup(String group) {
        return group.isEmpty() || group.equals("apps") || group.equals("extensions");
    }

    /// Other projects have kinds of the same name (a Job of another group): those are read as any object.
    private boolean require(boolean ownGroup, String kind, Fields object) {
        if (!ownGroup) {
            readOther(object, kind + " (" + object.string("apiVersion").orElse("") + ")");
        }
        foundPods |= ownGroup;
        return ownGroup;
    }

    /// An object of another project: whatever pod templates it has. OpenShift's Template holds objects.
    private void readOther(Fields object, String kind) {
        if (kind.equals("Template")) {
            object.objects("objects").forEach(this::read);
            return;
        }
        List<PodTemplates.Found> templates = PodTemplates.in(object.mapping());
        if (templates.isEmpty()) {
            skipped.add(new Skipped(kind, object.position()));
            return;
        }
        foundPods = true;
        Fields metadata = metadata(object);
        String namespace = namespace(metadata);
        String name = name(metadata);
        for (PodTemplates.Found found : templates) {
            String own = found.nameOf(name);
            int replicas = replicasWanted.orElse(found.replicas());
            PodManifest manifest = PodReader.read(Fields.of(found.template()),
                    new Identity(own, namespace, namespace + "/" + own), found.template().position());
            notes.add(kind + " " + namespace + "/" + name + ": " + replicas + (replicas == 1 ? " pod" : " pods")
                    + " of the template at " + found.path() + (found.note().isEmpty() ? "" : ", " + found.note())
                    + ".");
            addReplicas(manifest, own, replicas);
        }
    }

    /// Items of a typed list, as the API server answers it, may leave out their kind.
    private void readItems(Fields list, String itemKind) {
        for (Fields item : list.objects("items")) {
            if (item.has("kind") || itemKind.isEmpty()) {
                read(item);
            } else {
                read(item, itemKind);
            }
        }
        foundPods |= itemKind.equals("Pod");
    }

    private void readPod(Fields pod) {
        Fields metadata = metadata(pod);
        String namespace = namespace(metadata);
        Optional<String> given = metadata.string("name").filter(text -> !text.isEmpty());
        String name = given.orElseGet(() -> generatedName(metadata, namespace));
        String uid = metadata.string("uid").filter(text -> !text.isEmpty()).orElse(namespace + "/" + name);
        PodManifest manifest = PodReader.read(pod, new Identity(name, namespace, uid), pod.position());
        if (replicasWanted.isPresent()) {
            addReplicas(manifest, name, replicasWanted.getAsInt());
        } else {
            add(manifest);
        }
    }

    private static Fields metadata(Fields object) {
        Fields metadata = object.object("metadata").orElse(object);
        for (String key : List.of("name", "generateName", "namespace", "uid")) {
            if (metadata.string(key).orElse("").length() > MAX_NAME) {
                metadata.report(key, "has more than " + MAX_NAME + " characters.", "Shorten it.");
            }
        }
        return metadata;
    }

    private static String namespace(Fields metadata) {
        return metadata.string("namespace").filter(text -> !text.isEmpty()).orElse(DEFAULT_NAMESPACE);
    }

    private String generatedName(Fields metadata, String namespace) {
        String prefix = metadata.string("generateName").orElse("");
        if (prefix.isEmpty()) {
            throw missingName(metadata);
        }
        int number = generated.merge(namespace + "/" + prefix, 1, Integer::sum) - 1;
        return prefix + number;
    }

    private static BadInput missingName(Fields metadata) {
        return new BadInput(metadata.position(), "metadata.name is missing.", "Name the object.");
    }

    private void readWorkload(Fields object, String kind, boolean ownGroup, String replicasKey) {
        if (require(ownGroup, kind, object)) {
            Fields spec = spec(object);
            int own = replicasKey.isEmpty() ? 1
                    : (int) spec.integer(replicasKey, 0, Integer.MAX_VALUE).orElse(1);
            readTemplate(object, spec, replicasWanted.orElse(own));
        }
    }

    private void readCronJob(Fields object, String kind, boolean ownGroup) {
        if (require(ownGroup, kind, object)) {
            Fields template = spec(object).object("jobTemplate").orElseThrow(() -> missing(object, "spec.jobTemplate"));
            readTemplate(object, spec(template), replicasWanted.orElse(1));
        }
    }

    private static Fields spec(Fields object) {
        return object.object("spec").orElseThrow(() -> missing(object, "spec"));
    }

    private static BadInput missing(Fields object, String path) {
        Position position = object.position();
        return new BadInput(position, path + " is missing.", "Give the workload a pod template.");
    }

    private void readTemplate(Fields object, Fields spec, int replicas) {
        Fields metadata = metadata(object);
        String namespace = namespace(metadata);
        String name = name(metadata);
        Fields template = spec.object("template").orElseThrow(() -> missing(spec, "the pod template"));
        Identity identity = new Identity(name, namespace, namespace + "/" + name);
        addReplicas(PodReader.read(template, identity, object.position()), name, replicas);
    }

    private static String name(Fields metadata) {
        return metadata.string("name").filter(text -> !text.isEmpty())
                .or(() -> metadata.string("generateName").map(WorkloadReader::withoutDashes))
                .filter(text -> !text.isEmpty()).orElseThrow(() -> missingName(metadata));
    }

    /// `web` of `web-`.
    private static String withoutDashes(String prefix) {
        int end = prefix.length();
        while (end > 0 && prefix.charAt(end - 1) == '-') {
            end--;
        }
        return prefix.substring(0, end);
    }

    private void addReplicas(PodManifest manifest, String name, int replicas) {
        if (replicas > PodManifests.MAX_PODS) {
            throw PodManifests.tooMany(manifest.position());
        }
        for (int index = 0; index < replicas; index++) {
            add(manifest.renamed(name + "-" + index));
        }
    }

    private void add(PodManifest manifest) {
        if (pods.size() >= PodManifests.MAX_PODS) {
            throw PodManifests.tooMany(manifest.position());
        }
        pods.add(manifest);
    }
}
