package io.alidade.kube.machine;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads a machine from any of its documents. Which one it is, is recognised by content ([MachineFormat]).
public final class MachineDocuments {
    private static final String CURE = "Give a machine file, a NodeTopology (alidade topology show -o yaml), a"
            + " NodeResourceTopology, or a recorded scenario.";

    private MachineDocuments() {}

    /// Reads one machine. A `List` counts as the one object in it.
    ///
    /// @throws BadInput if the document is something else, or says something that no machine can have
    public static DescribedMachine read(DocumentNode document) {
        Mapping mapping = DocumentReader.mapping(document);
        String kind = text(mapping, "kind");
        return switch (kind) {
            case "NodeTopology" -> nodeTopology(mapping);
            case "NodeResourceTopology" -> NodeResourceTopologyReader.read(mapping);
            case "List", "NodeResourceTopologyList" -> read(only(mapping));
            default -> byFields(mapping, kind);
        };
    }

    private static DescribedMachine nodeTopology(Mapping mapping) {
        NodeTopologyDocument document = NodeTopologyDocument.read(mapping);
        return new DescribedMachine(MachineFormat.NODE_TOPOLOGY, document.machine(), document.warnings());
    }

    private static DescribedMachine byFields(Mapping mapping, String kind) {
        if (!MachineReader.isMachine(mapping)) {
            throw new BadInput(mapping.position(), kind.isEmpty()
                    ? "this is no machine: it has no numaNodes, no machine and no kind."
                    : "an object of the kind " + kind + " is no machine.", CURE);
        }
        return new DescribedMachine(
                mapping.find("numaNodes").isPresent() ? MachineFormat.MACHINE_FILE : MachineFormat.SCENARIO,
                MachineReader.read(mapping), List.of());
    }

    private static Mapping only(Mapping list) {
        List<DocumentNode> items = list.find("items").orElse(list) instanceof Sequence sequence
                ? sequence.items() : List.of();
        if (items.size() == 1) {
            return DocumentReader.mapping(items.getFirst());
        }
        String names = items.stream().limit(10).map(MachineDocuments::name).filter(name -> !name.isEmpty())
                .collect(Collectors.joining(", "));
        throw new BadInput(list.position(), "the list has " + items.size() + " objects"
                + (names.isEmpty() ? "" : " (" + names + (items.size() > 10 ? ", ..." : "") + ")")
                + ", and one machine is wanted.",
                "Give one of them, such as: kubectl get noderesourcetopology NAME -o yaml.");
    }

    private static String name(DocumentNode item) {
        return item instanceof Mapping mapping && mapping.find("metadata").orElse(item) instanceof Mapping metadata
                ? text(metadata, "name") : "";
    }

    /// A text field of whatever this is; empty without one.
    private static String text(Mapping mapping, String key) {
        Optional<DocumentNode> node = mapping.find(key);
        return node.isPresent() && node.get() instanceof DocumentNode.Scalar ? Fields.of(mapping).string(key).orElse("")
                : "";
    }
}
