package io.alidade.kube.pod;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.InputFile;
import io.alidade.kube.document.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// The pods of one or more files, in their order.
///
/// @param skipped objects that have no pods, such as a Service
/// @param notes   which templates of objects of other projects were taken, and for how many pods
public record PodManifests(List<PodManifest> pods, List<Skipped> skipped, List<String> notes) {
    public static final int MAX_PODS = 10_000;

    /// An object of another kind.
    public record Skipped(String kind, Position position) {}

    /// @throws BadInput if two pods share a uid, or there are more than [#MAX_PODS]
    public PodManifests {
        pods = List.copyOf(pods);
        skipped = List.copyOf(skipped);
        notes = List.copyOf(notes);
        Map<String, PodManifest> byUid = new HashMap<>();
        for (PodManifest pod : pods) {
            if (byUid.size() >= MAX_PODS) {
                throw tooMany(pod.position());
            }
            PodManifest other = byUid.putIfAbsent(pod.request().uid(), pod);
            if (other != null) {
                throw new BadInput(pod.position(),
                        "the pod " + pod.label() + " has the uid " + pod.request().uid() + ", which the pod at "
                                + other.position()
                                + " has too.",
                        "Rename one of them, or give each its own metadata.uid.");
            }
        }
    }

    /// Reads all pods of a file, each object as it says itself.
    ///
    /// @throws BadInput if the file cannot be read, or as [#read(String, byte[], OptionalInt)]
    public static PodManifests read(Path file) {
        return read(file.toString(), InputFile.read(file, DocumentReader.MAX_BYTES), OptionalInt.empty());
    }

    /// Reads all pods of a file: of Pod, Deployment, StatefulSet, DaemonSet, ReplicaSet, ReplicationController, Job and
    /// CronJob objects, and of others with a pod template ([PodTemplates]), also in lists and in several documents;
    /// [BadInput] if it has no such object.
    ///
    /// A workload gives pods `NAME-0`, `NAME-1` and so on: `replicas` of them if given, else as many as it says itself (a Job
    /// its parallelism, a DaemonSet and a CronJob one). A Pod gives itself, or with `replicas` copies named like a
    /// workload's. The uid is `metadata.uid`, or NAMESPACE/NAME where that is missing and for copies.
    ///
    /// @param source the name that positions carry
    public static PodManifests read(String source, byte[] bytes, OptionalInt replicas) {
        WorkloadReader reader = reader(source, bytes, replicas);
        PodManifests manifests = reader.manifests();
        if (!reader.foundPods()) {
            throw new BadInput(source + " holds no pod" + (manifests.skipped().isEmpty() ? "."
                    : ", only " + manifests.skipped().getFirst().kind() + " objects and the like."),
                    "Give a Pod, Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob, or a list of them.");
        }
        return manifests;
    }

    /// Reads a file that is one of several, as those of a folder: it may as well hold no pod.
    ///
    /// @param source the name that positions carry
    public static PodManifests readAmongOthers(String source, byte[] bytes, OptionalInt replicas) {
        return reader(source, bytes, replicas).manifests();
    }

    private static WorkloadReader reader(String source, byte[] bytes, OptionalInt replicas) {
        WorkloadReader reader = new WorkloadReader(replicas);
        for (DocumentNode document : DocumentReader.readAll(source, bytes)) {
            reader.read(Fields.of(DocumentReader.mapping(document)));
        }
        return reader;
    }

    /// Reads the pods of one object that was parsed before; none if it is of another kind.
    ///
    /// @throws BadInput for the first value that the API server would refuse
    public static PodManifests readObject(DocumentNode object, OptionalInt replicas) {
        WorkloadReader reader = new WorkloadReader(replicas);
        reader.read(Fields.of(DocumentReader.mapping(object)));
        return reader.manifests();
    }

    /// Reads one pod of a template that was found in an object.
    ///
    /// @throws BadInput for the first value that the API server would refuse
    public static PodManifest readTemplate(String name, String namespace, PodTemplates.Found found) {
        return PodReader.read(Fields.of(found.template()), new PodReader.Identity(name, namespace,
                namespace + "/" + name), found.template().position());
    }

    /// Reads one object that is a Pod.
    public static PodManifest readPod(DocumentNode node) {
        Fields pod = Fields.of(DocumentReader.mapping(node));
        WorkloadReader reader = new WorkloadReader(OptionalInt.empty());
        if (!pod.string("kind").orElse("").equals("Pod")) {
            pod.report("kind", "is " + pod.describe("kind") + ", not Pod.", "Give a Pod.");
        }
        reader.read(pod);
        if (!reader.foundPods()) {
            pod.report("apiVersion", "is " + pod.describe("apiVersion") + ", not v1.",
                    "Give a Pod of Kubernetes itself.");
        }
        return reader.manifests().pods().getFirst();
    }

    /// These pods and then the others.
    public PodManifests and(PodManifests others) {
        List<PodManifest> allPods = new ArrayList<>(pods);
        allPods.addAll(others.pods);
        List<Skipped> allSkipped = new ArrayList<>(skipped);
        allSkipped.addAll(others.skipped);
        List<String> allNotes = new ArrayList<>(notes);
        allNotes.addAll(others.notes);
        return new PodManifests(allPods, allSkipped, allNotes);
    }

    static BadInput tooMany(Position position) {
        return new BadInput(position, "more than " + MAX_PODS + " pods in one run.", "Ask for fewer replicas.");
    }
}
