package io.alidade.agent.pod;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Position;
import io.alidade.kube.document.Value;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// A pod that somebody wants to run here.
///
/// @param manifest what is decided on
/// @param said     the whole object, which may have the names of another pod that says the same ([#object])
public record AgentPod(PodManifest manifest, Value.Mapping said, PodOrigin origin) {
    private static final int MAX_NAME = 253;
    private static final int MAX_UID = 128;
    private static final Set<String> LISTS = Set.of("List", "PodList");
    private static final String SOURCE = "kubernetes.io/config.source";

    public String uid() {
        return manifest.request().uid();
    }

    /// NAMESPACE/NAME, for people.
    public String fullName() {
        return manifest.label();
    }

    /// True if the other one has the same namespace and name.
    public boolean hasNameOf(AgentPod other) {
        return manifest.request().name().equals(other.manifest.request().name())
                && manifest.request().namespace().equals(other.manifest.request().namespace());
    }

    /// Reads the pods of a text; every document is a Pod, or a list of some.
    ///
    /// A pod without `metadata.uid` gets one that is made of its namespace, its name and what it says: the same manifest is
    /// the same pod, a changed one is another. As a kubelet does, a pod from a file is marked as static, which it would
    /// otherwise not be known to be.
    ///
    /// @throws BadInput if something is no pod, or cannot be named safely
    public static List<AgentPod> readAll(String source, byte[] bytes, PodOrigin origin) {
        List<AgentPod> pods = new ArrayList<>();
        for (DocumentNode document : DocumentReader.readAll(source, bytes)) {
            for (DocumentNode item : items(document)) {
                pods.add(read(item, origin));
            }
        }
        if (pods.isEmpty()) {
            throw new BadInput(source + " holds no pod.", "Write a Pod into it, or remove it.");
        }
        return pods;
    }

    /// What a list of pods holds, each of which says what it is; or the document itself.
    private static List<? extends DocumentNode> items(DocumentNode document) {
        if (!(document instanceof DocumentNode.Mapping mapping)
                || !LISTS.contains(Fields.of(mapping).string("kind").orElse(""))) {
            return List.of(document);
        }
        return Fields.of(mapping).objects("items").stream().map(Fields::mapping).toList();
    }

    /// Reads one pod.
    ///
    /// @throws BadInput if it is none, or cannot be named safely
    public static AgentPod read(DocumentNode document, PodOrigin origin) {
        PodManifest written = PodManifests.readPod(document);
        checkNames(written);
        String uid = Fields.of(DocumentReader.mapping(document)).object("metadata")
                .flatMap(metadata -> metadata.string("uid")).filter(text -> !text.isEmpty())
                .orElseGet(() -> madeUid(written, document));
        checkUid(uid, document.position());
        Value.Mapping whole = (Value.Mapping) Value.of(document);
        Value.Mapping object = marked(whole, uid, origin);
        if (object.equals(whole)) {
            return new AgentPod(written, object, origin);
        }
        String json = DocumentWriter.toCompactJson(object);
        DocumentNode stored = DocumentReader.readOne(document.position().source(),
                json.getBytes(StandardCharsets.UTF_8));
        return new AgentPod(PodManifests.readPod(stored), object, origin);
    }

    /// Another pod that says the same under other names.
    ///
    /// @param from where it was found
    /// @throws BadInput if it cannot be named safely
    public AgentPod called(String namespace, String name, String uid, Position from) {
        checkUid(uid, from);
        PodManifest other = manifest.called(namespace, name, uid, from);
        checkNames(other);
        return new AgentPod(other, said, origin);
    }

    /// The whole object, as it is kept on disk.
    public Value.Mapping object() {
        Map<String, Value> metadata = fields(said, "metadata");
        if (Value.of(uid()).equals(metadata.get("uid"))) {
            return said;
        }
        Map<String, Value> own = new LinkedHashMap<>(metadata);
        own.put("namespace", Value.of(manifest.request().namespace()));
        own.put("name", Value.of(manifest.request().name()));
        own.put("uid", Value.of(uid()));
        return with(said, own);
    }

    private static void checkUid(String uid, Position where) {
        if (uid.length() > MAX_UID || !isName(uid, true, "-_.")) {
            throw new BadInput(where, "metadata.uid is '" + uid + "', which is not one.",
                    "Leave it out, or write up to " + MAX_UID + " letters, digits and - _ . between them.");
        }
    }

    private static void checkNames(PodManifest pod) {
        for (String name : List.of(pod.request().name(), pod.request().namespace())) {
            if (name.length() > MAX_NAME || name.contains("..") || !isName(name, false, "-.")) {
                throw new BadInput(pod.position(), "'" + name + "' is not the name of an object of Kubernetes.",
                        "Write small letters, digits, - and ., beginning and ending with a letter or digit.");
            }
        }
    }

    /// Letters and digits, and others between them. By hand: it is asked three times for each pod of a node.
    private static boolean isName(String text, boolean hasCapitals, String between) {
        int last = text.length() - 1;
        for (int i = 0; i <= last; i++) {
            char letter = text.charAt(i);
            boolean isAnywhere = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9')
                    || (hasCapitals && letter >= 'A' && letter <= 'Z');
            if (!isAnywhere && (i == 0 || i == last || between.indexOf(letter) < 0)) {
                return false;
            }
        }
        return last >= 0;
    }

    private static String madeUid(PodManifest pod, DocumentNode document) {
        String said = pod.label() + "\n" + DocumentWriter.toCompactJson(Value.of(document));
        return UUID.nameUUIDFromBytes(said.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /// The object with its uid, and its source as an annotation where that is a file.
    private static Value.Mapping marked(Value.Mapping object, String uid, PodOrigin origin) {
        Map<String, Value> metadata = new LinkedHashMap<>(fields(object, "metadata"));
        metadata.put("uid", Value.of(uid));
        if (origin instanceof PodOrigin.ManifestFile) {
            Map<String, Value> annotations = new LinkedHashMap<>(
                    fields(new Value.Mapping(metadata), "annotations"));
            annotations.put(SOURCE, Value.of("file"));
            metadata.put("annotations", new Value.Mapping(annotations));
        }
        return with(object, metadata);
    }

    private static Value.Mapping with(Value.Mapping object, Map<String, Value> metadata) {
        Map<String, Value> other = new LinkedHashMap<>(object.fields());
        other.put("metadata", new Value.Mapping(metadata));
        return new Value.Mapping(other);
    }

    private static Map<String, Value> fields(Value.Mapping object, String key) {
        return object.fields().get(key) instanceof Value.Mapping inner ? inner.fields() : Map.of();
    }
}
