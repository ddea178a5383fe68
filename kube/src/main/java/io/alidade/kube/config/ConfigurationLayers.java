package io.alidade.kube.config;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import java.util.List;
import java.util.Optional;

/// What a kubelet's configuration is put together from: a file, a file and drop-ins, or drop-ins alone.
///
/// @param base        the file, or settings that were found in another document
/// @param dropIns     patches onto it in the order they apply; without a base onto the kubelet's defaults
/// @param needsHeader whether the base has to say its `apiVersion` and `kind`, as a file of the kubelet has to
/// @param repeated    keys that are there twice in the base, of which the last counts
/// @param overruled   the base with the first of them, where it has to be decodable too
public record ConfigurationLayers(Optional<DocumentNode> base, List<DocumentNode> dropIns, boolean needsHeader,
        List<BadInput> repeated, Optional<DocumentNode> overruled) {
    public ConfigurationLayers {
        dropIns = List.copyOf(dropIns);
        repeated = List.copyOf(repeated);
    }

    /// The text of a file of the kubelet, as the kubelet reads it: JSON only if it starts with `{`, of YAML the first
    /// document, whatever comes behind it.
    ///
    /// @param place what positions name as the file
    /// @throws BadInput if that document cannot be read
    public static ConfigurationLayers file(String place, byte[] text) {
        ConfigurationText file = ConfigurationText.file(place, text);
        return new ConfigurationLayers(Optional.of(file.document()), List.of(), true, file.repeated(),
                file.overruled());
    }

    /// A file of the kubelet.
    public static ConfigurationLayers file(DocumentNode document) {
        return new ConfigurationLayers(Optional.of(document), List.of(), true, List.of(), Optional.empty());
    }

    /// Settings that stand in another document, which need no header.
    public static ConfigurationLayers settings(DocumentNode document) {
        return new ConfigurationLayers(Optional.of(document), List.of(), false, List.of(), Optional.empty());
    }

    /// A folder of drop-ins alone.
    public static ConfigurationLayers dropIns(List<DocumentNode> dropIns) {
        return new ConfigurationLayers(Optional.empty(), dropIns, true, List.of(), Optional.empty());
    }

    /// The file with a folder of drop-ins.
    ConfigurationLayers with(List<DocumentNode> patches) {
        return new ConfigurationLayers(base, patches, needsHeader, repeated, overruled);
    }

    /// Whether there is a folder of drop-ins, which makes some things different even if it is empty.
    boolean isMerged() {
        return base.isEmpty() || !dropIns.isEmpty();
    }
}
