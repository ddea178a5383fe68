package io.alidade.kube.config;

import io.alidade.kube.document.DocumentNode;
import java.util.List;
import java.util.Optional;

/// What a kubelet's configuration is put together from: a file, a file and drop-ins, or drop-ins alone.
///
/// @param base        the file, or settings that were found in another document
/// @param dropIns     patches onto it in the order they apply; without a base onto the kubelet's defaults
/// @param needsHeader whether the base has to say its `apiVersion` and `kind`, as a file of the kubelet has to
public record ConfigurationLayers(Optional<DocumentNode> base, List<DocumentNode> dropIns, boolean needsHeader) {
    public ConfigurationLayers {
        dropIns = List.copyOf(dropIns);
    }

    /// A file of the kubelet.
    public static ConfigurationLayers file(DocumentNode document) {
        return new ConfigurationLayers(Optional.of(document), List.of(), true);
    }

    /// Settings that stand in another document, which need no header.
    public static ConfigurationLayers settings(DocumentNode document) {
        return new ConfigurationLayers(Optional.of(document), List.of(), false);
    }

    /// A folder of drop-ins alone.
    public static ConfigurationLayers dropIns(List<DocumentNode> dropIns) {
        return new ConfigurationLayers(Optional.empty(), dropIns, true);
    }

    /// Whether there is a folder of drop-ins, which makes some things different even if it is empty.
    boolean isMerged() {
        return base.isEmpty() || !dropIns.isEmpty();
    }
}
