package io.alidade.kube.paste;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.machine.NodeTaint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A node object, as `kubectl get node NAME -o yaml` or `-o json` prints it.
final class NodeDocument {
    private static final int MAX_NAMES = 10;

    private NodeDocument() {}

    /// Whether an object is a node or a list with nodes.
    static boolean isOne(Mapping object) {
        return switch (text(object, "kind")) {
            case "Node", "NodeList" -> text(object, "apiVersion").isEmpty() || text(object, "apiVersion").equals("v1");
            case "List" -> object.find("items").orElse(object) instanceof Sequence items
                    && items.items().stream().anyMatch(item -> item instanceof Mapping mapping
                            && text(mapping, "kind").equals("Node"));
            default -> false;
        };
    }

    /// @throws BadInput for a list of several nodes, or a field of a wrong type
    static Told read(String origin, Mapping object) {
        return text(object, "kind").equals("Node") ? node(origin, Fields.of(object))
                : node(origin, Fields.of(only(object)));
    }

    private static Mapping only(Mapping list) {
        List<DocumentNode> items = list.find("items").orElse(list) instanceof Sequence sequence ? sequence.items()
                : List.of();
        if (items.size() == 1) {
            return DocumentReader.mapping(items.getFirst());
        }
        String names = items.stream().limit(MAX_NAMES)
                .map(item -> item instanceof Mapping mapping
                        && mapping.find("metadata").orElse(item) instanceof Mapping metadata
                                ? text(metadata, "name") : "?")
                .collect(Collectors.joining(", "));
        throw new BadInput(list.position(), "the list has " + items.size() + " nodes"
                + (items.isEmpty() ? "" : " (" + names + (items.size() > MAX_NAMES ? ", ..." : "") + ")")
                + ", and one is wanted.", "Give one of them: kubectl get node NAME -o yaml.");
    }

    private static Told node(String origin, Fields node) {
        Optional<Fields> metadata = node.object("metadata");
        NodeFacts facts = new NodeFacts(origin);
        metadata.flatMap(fields -> fields.string("name")).ifPresent(name -> facts.add(new Fact.NodeName(name)));
        Map<String, String> labels = metadata.map(fields -> fields.strings("labels")).orElse(Map.of());
        facts.labels(labels);
        facts.taints(node.object("spec").map(spec -> spec.objects("taints").stream().map(NodeDocument::taint).toList())
                .orElse(List.of()));
        Optional<Fields> status = node.object("status");
        status.ifPresent(fields -> fields.quantities("capacity").forEach(facts::capacity));
        status.ifPresent(fields -> fields.quantities("allocatable").forEach(facts::allocatable));
        status.flatMap(fields -> fields.object("nodeInfo")).ifPresent(info -> {
            info.string("kubeletVersion").ifPresent(version -> facts.add(new Fact.KubeletVersion(version)));
        });
        return facts.told();
    }

    private static NodeTaint taint(Fields taint) {
        return new NodeTaint(taint.string("key").orElse(""), taint.string("value").orElse(""),
                taint.string("effect").orElse(""));
    }

    private static String text(Mapping mapping, String key) {
        return mapping.find(key).orElse(mapping) instanceof DocumentNode.Scalar scalar ? scalar.text() : "";
    }
}
