package io.alidade.kube.embedded;

import io.alidade.kube.config.ConfigurationWarning;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds kubelet configurations inside the documents of providers and installers, and on command lines.
public final class EmbeddedConfigurations {
    /// What is known, for messages.
    public static final String KNOWN = "KubeletConfiguration, also in a ConfigMap, /configz, OpenShift KubeletConfig and PerformanceProfile,"
            + " RKE2 and k3s kubelet-arg, Talos, kubeadm, kind, kOps, Cluster API, EKS NodeConfig, eksctl, GKE and AKS"
            + " node configuration, MicroShift, systemd units, environment files and ps output with a kubelet's flags";

    private EmbeddedConfigurations() {}

    /// What a file turned out to hold.
    ///
    /// @param rest the documents that carry no settings of this kind, in file order
    public record Found(List<EmbeddedConfiguration> found, List<DocumentNode> rest) {
        public Found {
            found = List.copyOf(found);
            rest = List.copyOf(rest);
        }
    }

    /// The settings on a command line or in a unit or environment file; nothing if the text is none of these.
    ///
    /// @param source the name that positions carry
    public static Optional<List<EmbeddedConfiguration>> inText(String source, byte[] bytes) {
        if (bytes.length > DocumentReader.MAX_BYTES) {
            return Optional.empty();
        }
        PlacedText text = PlacedText.ofFile(source, bytes);
        return CommandLines.looksLikeOne(text.text()) ? Optional.of(CommandLines.read(text)) : Optional.empty();
    }

    /// The settings inside documents that were read from a file.
    ///
    /// @throws BadInput if a document carries settings that cannot be read
    public static Found in(String source, byte[] bytes, List<DocumentNode> documents) {
        return new ProviderDocuments(PlacedText.ofFile(source, bytes)).read(documents);
    }

    /// The one configuration of a file, embedded or a file of its own.
    ///
    /// @throws BadInput if there is none or more than one, or the kubelet refuses it
    public static KubeletConfiguration read(KubeletConfigurationReader reader, String source, byte[] bytes) {
        Optional<List<EmbeddedConfiguration>> inText = inText(source, bytes);
        List<DocumentNode> documents = inText.filter(flags -> !flags.isEmpty()).isPresent() ? List.of()
                : documents(source, bytes);
        List<EmbeddedConfiguration> found = inText.orElseGet(() -> inDocuments(source, bytes, documents));
        if (found.isEmpty()) {
            return amongOthers(documents).map(reader::decode).orElseGet(() -> reader.read(source, bytes));
        }
        if (found.size() > 1) {
            throw new BadInput(source + " holds " + found.size() + " kubelet configurations: "
                    + found.stream().map(EmbeddedConfiguration::object).limit(20).collect(Collectors.joining(", "))
                    + ".", "Give a file with the one that the node has.");
        }
        EmbeddedConfiguration only = found.getFirst();
        if (!only.problems().isEmpty()) {
            throw only.problems().getFirst();
        }
        KubeletConfiguration read = reader.decode(only.fields());
        List<ConfigurationWarning> warnings = new ArrayList<>(read.warnings());
        only.assumptions().forEach(assumption -> warnings.add(new ConfigurationWarning(only.fields().position(),
                only.object() + ": " + assumption)));
        return read.withWarnings(warnings);
    }

    /// The only OpenShift KubeletConfig of a file that begins with an object of another kind: an operator unpacks it, wherever it
    /// stands. A KubeletConfiguration there is left to the kubelet's rules, by which it is none.
    private static Optional<DocumentNode> amongOthers(List<DocumentNode> documents) {
        if (documents.isEmpty() || Set.of("", "KubeletConfiguration").contains(kind(documents.getFirst()))) {
            return Optional.empty();
        }
        List<DocumentNode> configurations = documents.stream()
                .filter(document -> kind(document).equals("KubeletConfig")).toList();
        return configurations.size() == 1 ? Optional.of(configurations.getFirst()) : Optional.empty();
    }

    private static String kind(DocumentNode document) {
        return Trees.text(document, "kind").orElse("");
    }

    private static List<EmbeddedConfiguration> inDocuments(String source, byte[] bytes,
            List<DocumentNode> documents) {
        Found found = in(source, bytes, documents);
        return found.found().isEmpty() ? ConfigMaps.read(bytes, found.rest()) : found.found();
    }

    /// What is broken is left to the reader of plain configurations, whose messages fit.
    private static List<DocumentNode> documents(String source, byte[] bytes) {
        try {
            return DocumentReader.readAll(source, bytes);
        } catch (BadInput _) {
            return List.of();
        }
    }
}
