package io.alidade.kube.machine;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Value;
import java.util.List;

/// A machine as the document of kind `NodeTopology` (docs/schemas/node-topology.schema.json): all that is known of it, in
/// ids and bytes.
///
/// Invariant *nothing lost*: a document that is written and read again is the same machine with the same warnings. The
/// kubelet's configuration keeps its values, not its places in a file.
///
/// @param source   where the machine comes from, for people
/// @param warnings what its reader should know before trusting the answers, each after the name of its kind
public record NodeTopologyDocument(String source, MachineDescription machine, List<String> warnings) {
    /// The `apiVersion` of all documents of Alidade.
    public static final String API_VERSION = "alidade.io/v1";
    /// The `kind` of this one.
    public static final String KIND = "NodeTopology";

    public NodeTopologyDocument {
        warnings = List.copyOf(warnings);
    }

    /// Reads what [#toDocument] writes. Only `apiVersion`, `kind`, `numaNodes` and `cpuDetails` are required; sums that are
    /// there (`packages`, `cores`, `uncoreCaches`) are held against the rest.
    ///
    /// @throws BadInput for the first value that no machine can have
    public static NodeTopologyDocument read(DocumentNode document) {
        return NodeTopologyReader.read(DocumentReader.mapping(document));
    }

    /// The document. What is absent is left out; lists of caches and devices, and `warnings`, are there also when empty.
    public Value.Mapping toDocument() {
        return NodeTopologyWriter.document(this);
    }
}
