package io.alidade.agent;

import io.alidade.live.source.FoundNode;
import java.nio.file.Path;
import java.util.function.Supplier;

/// Where the configuration of a node comes from, so that it can be read again.
///
/// @param configuration a file, or a folder of drop-ins
/// @param reader        reads the node with its configuration as it is now; fails with
///                      [io.alidade.kube.document.BadInput]
public record ConfigurationSource(Path configuration, Supplier<FoundNode> reader) {
    /// The node with its configuration as it is now.
    FoundNode read() {
        return reader.get();
    }
}
