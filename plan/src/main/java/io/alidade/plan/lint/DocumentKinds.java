package io.alidade.plan.lint;

import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.Trees;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Tells what a document is, and says it.
final class DocumentKinds {
    private static final int SHOWN = 5;
    private static final String KUBELET = "KubeletConfiguration";
    private static final String GROUP = "kubelet.config.k8s.io/";
    /// Files of a kubelet that are not its configuration.
    private static final Set<String> OTHERS_OF_GROUP = Set.of("CredentialProviderConfig", "SerializedNodeConfigSource",
            "ImagePullIntent", "ImagePulledRecord");
    /// Fields that no other document has.
    private static final Set<String> OF_KUBELET = Set.of("kubeletconfig", "cpuManagerPolicy", "cpuManagerPolicyOptions",
            "memoryManagerPolicy", "reservedMemory", "topologyManagerPolicy", "topologyManagerScope",
            "topologyManagerPolicyOptions", "reservedSystemCPUs", "systemReserved", "kubeReserved", "evictionHard");

    /// Groups of installers and providers whose kubelet settings are known, where an object has some.
    private static final Set<String> PROVIDERS = Set.of("eksctl.io", "node.eks.aws", "provisioning.cattle.io",
            "machineconfiguration.openshift.io", "performance.openshift.io");

    private DocumentKinds() {}

    /// A document that is meant for a kubelet as its configuration, if with another kind than it wants.
    static boolean isKubelets(Mapping document) {
        String kind = header(document, "kind");
        if (kind.isEmpty() || kind.equals(KUBELET)) {
            return kind.equals(KUBELET) || isKubeletConfiguration(document);
        }
        boolean isOfGroup = header(document, "apiVersion").startsWith(GROUP) && !OTHERS_OF_GROUP.contains(kind);
        return isOfGroup || document.entries().stream().anyMatch(field -> OF_KUBELET.contains(field.key()));
    }

    /// The case of these two names does not matter to the kubelet.
    private static String header(Mapping document, String field) {
        return document.entries().stream().filter(entry -> field.equalsIgnoreCase(entry.key()))
                .map(entry -> entry.value() instanceof Scalar scalar ? scalar.text() : "").findFirst().orElse("");
    }

    /// A document without a kind that is a kubelet's configuration.
    private static boolean isKubeletConfiguration(Mapping document) {
        List<Entry> fields = document.entries();
        return header(document, "apiVersion").startsWith(GROUP)
                || fields.stream().anyMatch(field -> OF_KUBELET.contains(field.key()))
                || (!fields.isEmpty() && fields.stream().allMatch(field -> KubeletConfigurationReader
                        .fieldMeantBy(field.key()).equals(Optional.of(field.key()))));
    }

    /// A kind of Kubernetes itself, of a project of Kubernetes, or of a provider that is known: no surprise where it has no
    /// pods and no settings.
    static boolean isOfKubernetes(Mapping object) {
        String version = Trees.text(object, "apiVersion").orElse("");
        String group = version.indexOf('/') < 0 ? "" : version.substring(0, version.indexOf('/'));
        return !version.isEmpty() && (group.indexOf('.') < 0 || group.endsWith(".k8s.io") || group.endsWith(".x-k8s.io")
                || PROVIDERS.contains(group));
    }

    /// What Helm says beside the manifests: `NOTES: ...`, `NAME: ...`.
    static boolean isReleaseNote(Mapping document) {
        return document.entries().stream()
                .allMatch(field -> field.key().equals(field.key().toUpperCase(Locale.ROOT)));
    }

    /// `Certificate (cert-manager.io/v1)`, `a mapping of a, b, c`, `a list`, `text`.
    static String describe(DocumentNode document) {
        if (!(document instanceof Mapping mapping)) {
            return document instanceof Sequence ? "a list" : "text";
        }
        Optional<String> kind = Trees.text(mapping, "kind");
        if (kind.isPresent()) {
            return kind.get() + Trees.text(mapping, "apiVersion").map(version -> " (" + version + ")").orElse("");
        }
        String keys = mapping.entries().stream().limit(SHOWN).map(Entry::key).collect(Collectors.joining(", "));
        return mapping.entries().isEmpty() ? "an empty mapping"
                : "a mapping of " + keys + (mapping.entries().size() > SHOWN ? ", …" : "") + " without a kind";
    }

    /// `2 Service, 1 Secret`.
    static String counted(List<Mapping> objects) {
        Map<String, Integer> counts = new TreeMap<>();
        objects.forEach(object -> counts.merge(Trees.text(object, "kind").orElse("?"), 1, Integer::sum));
        return counts.entrySet().stream().map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
    }
}
