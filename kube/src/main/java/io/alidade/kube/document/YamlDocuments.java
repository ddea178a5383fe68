package io.alidade.kube.document;

import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentNode.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// YAML text to trees, from the parser's events. An alias gives the very node of its anchor, so it costs no memory, but
/// it costs whoever walks the tree: what aliases stand for is bounded.
final class YamlDocuments {
    static final int MAX_ALIASED_NODES = 100_000;
    static final int MAX_ANCHORS = 10_000;
    /// The parser reads piece by piece and copies what it has of the current word each time, which takes minutes for a word
    /// of megabytes in small pieces. All in one piece the text takes six times its size in memory.
    private static final int MAX_BUFFER_SIZE = 1 << 20;
    static final int MAX_DIRECTIVES = 1_000;

    private static final String CORE_TAG = "tag:yaml.org,2002:";
    private static final String CURE = "Correct the text near there: indentation (spaces only), quotes, `: ` after keys.";

    /// A finished node with a name, and how much it adds wherever its alias stands.
    private record Anchored(DocumentNode node, int nodes, int height) {}

    private final String source;
    private final Iterator<Event> events;
    private final RepeatedKeys repeated;
    private final TreeLimits limits = new TreeLimits();
    private final Map<String, Anchored> anchors = new HashMap<>();
    private int aliasedNodes;
    private int deepest;
    private Position last;

    private YamlDocuments(String source, Iterator<Event> events, RepeatedKeys repeated) {
        this.source = source;
        this.events = events;
        this.repeated = repeated;
        this.last = new Position(source, 1, 1);
    }

    /// @throws YamlEngineException if the text is not YAML; see [#refusal]
    static List<DocumentNode> read(String source, String text) {
        return parse(source, text, RepeatedKeys.REFUSED).documents();
    }

    /// The first document alone, nothing if it is empty; the text behind it is not looked at.
    ///
    /// @throws YamlEngineException if that part of the text is not YAML; see [#refusal]
    static Optional<DocumentNode> readFirst(String source, String text, RepeatedKeys repeated) {
        return parse(source, text, repeated).first();
    }

    private static YamlDocuments parse(String source, String text, RepeatedKeys repeated) {
        checkDirectives(source, text);
        LoadSettings settings = LoadSettings.builder().setLabel("input").setCodePointLimit(Integer.MAX_VALUE)
                .setBufferSize(Math.min(text.length() + 1, MAX_BUFFER_SIZE)).build();
        return new YamlDocuments(source, new Parse(settings).parseString(text).iterator(), repeated);
    }

    /// The parser keeps every directive of a document.
    private static void checkDirectives(String source, String text) {
        int directives = 0;
        for (int at = text.indexOf("\n%"); at >= 0; at = text.indexOf("\n%", at + 1)) {
            if (++directives > MAX_DIRECTIVES) {
                throw new BadInput(
                        source + " has more than " + MAX_DIRECTIVES + " lines that start with %, as directives do.",
                        "Remove the directives.");
            }
        }
    }

    static BadInput refusal(String source, YamlEngineException failure) {
        if (failure instanceof MarkedYamlEngineException marked) {
            String reason = marked.getProblem().replace("but got <stream end>", "but the text ends");
            String context = marked.getContext() == null ? "" : " (" + marked.getContext() + ")";
            return new BadInput(position(source, marked.getProblemMark()), "not valid YAML: " + reason + context + ".",
                    CURE);
        }
        if (failure instanceof ReaderException reader) {
            return new BadInput(
                    source + ": not valid YAML: the character U+" + Integer.toHexString(reader.getCodePoint())
                            + " at offset " + reader.getPosition() + " is not allowed.",
                    "Remove it, or write it as an escape.");
        }
        return new BadInput(source + ": not valid YAML: " + failure.getMessage() + ".", CURE);
    }

    private static Position position(String source, Optional<Mark> mark) {
        return mark.map(place -> new Position(source, place.getLine() + 1, place.getColumn() + 1))
                .orElse(new Position(source, 1, 1));
    }

    private Position position(Event event) {
        return position(source, event.getStartMark());
    }

    /// The parser fails in its own ways on a few broken texts, such as an escape that is cut off (NumberFormatException).
    private Event next() {
        try {
            Event event = events.next();
            last = position(event);
            return event;
        } catch (YamlEngineException failure) {
            throw failure;
        } catch (RuntimeException failure) {
            throw new YamlEngineException("a broken text after line " + last.line() + ", column " + last.column(),
                    failure);
        }
    }

    private Optional<DocumentNode> first() {
        for (Event event = next(); event.getEventId() != Event.ID.StreamEnd; event = next()) {
            if (event.getEventId() == Event.ID.DocumentStart) {
                return Optional.of(node(next(), 1)).filter(document -> !isNull(document));
            }
        }
        return Optional.empty();
    }

    private static boolean isNull(DocumentNode document) {
        return document instanceof Scalar scalar && scalar.kind() == ScalarKind.NULL;
    }

    private List<DocumentNode> documents() {
        List<DocumentNode> documents = new ArrayList<>();
        for (Event event = next(); event.getEventId() != Event.ID.StreamEnd; event = next()) {
            if (event.getEventId() == Event.ID.DocumentStart) {
                anchors.clear();
                DocumentNode document = node(next(), 1);
                if (!isNull(document)) {
                    documents.add(document);
                }
            }
        }
        return documents;
    }

    private DocumentNode node(Event event, int depth) {
        if (event instanceof AliasEvent alias) {
            return aliased(alias, depth);
        }
        Position position = position(event);
        limits.addNode(position);
        Optional<String> anchor = event instanceof NodeEvent named ? named.getAnchor().map(Object::toString)
                : Optional.empty();
        anchor.ifPresent(anchors::remove);
        int outerDeepest = deepest;
        deepest = depth;
        int nodesBefore = limits.nodes() + aliasedNodes;
        DocumentNode node = event instanceof ScalarEvent scalar ? scalar(scalar, position)
                : collection(event, position, depth);
        int height = deepest - depth;
        deepest = Math.max(outerDeepest, deepest);
        int nodes = limits.nodes() + aliasedNodes - nodesBefore + 1;
        anchor.ifPresent(name -> addAnchor(position, name, new Anchored(node, nodes, height)));
        return node;
    }

    private void addAnchor(Position position, String name, Anchored anchored) {
        anchors.put(name, anchored);
        if (anchors.size() > MAX_ANCHORS) {
            throw new BadInput(position, "the document has more than " + MAX_ANCHORS + " anchors (&NAME).",
                    "Remove those that no alias names.");
        }
    }

    private DocumentNode aliased(AliasEvent alias, int depth) {
        Position position = position(alias);
        String anchor = alias.getAnchor().map(Object::toString).orElse("");
        String name = Quoted.cut(anchor);
        Anchored anchored = anchors.get(anchor);
        if (anchored == null) {
            throw new BadInput(position, "*" + name + " names no anchor before it, or the value that holds it.",
                    "Write &" + name + " at an earlier value, or write the value out.");
        }
        aliasedNodes = (int) Math.min((long) aliasedNodes + anchored.nodes(), Integer.MAX_VALUE / 2);
        if (aliasedNodes > MAX_ALIASED_NODES) {
            throw new BadInput(position, "*" + name + " makes the aliases of this text stand for more than "
                    + MAX_ALIASED_NODES + " values.", "Write the values out, or use fewer aliases.");
        }
        TreeLimits.checkDepth(position, depth + anchored.height());
        deepest = Math.max(deepest, depth + anchored.height());
        return anchored.node();
    }

    private DocumentNode collection(Event event, Position position, int depth) {
        TreeLimits.checkDepth(position, depth);
        boolean mapping = event.getEventId() == Event.ID.MappingStart;
        if (event instanceof CollectionStartEvent start) {
            String expected = CORE_TAG + (mapping ? "map" : "seq");
            start.getTag().filter(tag -> tag.startsWith(CORE_TAG) && !tag.equals(expected)).ifPresent(tag -> {
                throw badTag(position, tag, mapping ? "a mapping" : "a list");
            });
        }
        return mapping ? mapping(position, depth) : sequence(position, depth);
    }

    private Sequence sequence(Position position, int depth) {
        List<DocumentNode> items = new ArrayList<>();
        for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
            items.add(node(event, depth + 1));
        }
        return new Sequence(position, items);
    }

    private Mapping mapping(Position position, int depth) {
        EntryList entries = new EntryList(repeated);
        List<Mapping> merged = new ArrayList<>();
        for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
            Position keyPosition = position(event);
            boolean merge = isMerge(event);
            DocumentNode key = node(event, depth + 1);
            DocumentNode value = node(next(), depth + 1);
            if (merge) {
                collectMerged(value, keyPosition, merged);
            } else {
                entries.add(keyText(key, keyPosition), keyPosition, value);
            }
        }
        merged.forEach(entries::merge);
        return new Mapping(position, entries.entries());
    }

    private static boolean isMerge(Event event) {
        return event instanceof ScalarEvent scalar && scalar.isPlain() && scalar.getValue().equals("<<")
                && scalar.getTag().isEmpty();
    }

    private static void collectMerged(DocumentNode value, Position keyPosition, List<Mapping> merged) {
        switch (value) {
            case Mapping mapping -> merged.add(mapping);
            case Sequence sequence -> {
                for (DocumentNode item : sequence.items()) {
                    if (!(item instanceof Mapping mapping)) {
                        throw badMerge(keyPosition);
                    }
                    merged.add(mapping);
                }
            }
            case Scalar _ -> throw badMerge(keyPosition);
        }
    }

    private static BadInput badMerge(Position position) {
        return new BadInput(position, "the merge key << needs a mapping or a list of mappings.",
                "Give it an alias of a mapping, such as *defaults.");
    }

    private static String keyText(DocumentNode key, Position position) {
        if (key instanceof Scalar scalar && scalar.kind() != ScalarKind.NULL) {
            return YamlScalars.key(scalar.kind(), scalar.text());
        }
        throw new BadInput(position,
                "a key must be text, not " + (key instanceof Scalar ? "null" : "a list or a mapping")
                        + ".",
                "Quote the key.");
    }

    private static Scalar scalar(ScalarEvent event, Position position) {
        String text = event.getValue();
        String tag = event.getTag().orElse("");
        if (tag.isEmpty()) {
            return new Scalar(position, event.isPlain() ? YamlScalars.kindOf(text) : ScalarKind.STRING, text);
        }
        ScalarKind found = YamlScalars.kindOf(text);
        ScalarKind wanted = switch (tag) {
            case CORE_TAG + "str" -> ScalarKind.STRING;
            case CORE_TAG + "int" -> ScalarKind.INTEGER;
            case CORE_TAG + "float" -> ScalarKind.FLOAT;
            case CORE_TAG + "bool" -> ScalarKind.BOOLEAN;
            case CORE_TAG + "null" -> ScalarKind.NULL;
            default -> {
                if (tag.startsWith(CORE_TAG)) {
                    throw badTag(position, tag, Quoted.of(text));
                }
                // A tag of another program, `!vault`, makes a word text and says nothing else to Kubernetes.
                yield ScalarKind.STRING;
            }
        };
        boolean fits = wanted == found || wanted == ScalarKind.STRING
                || (wanted == ScalarKind.FLOAT && found == ScalarKind.INTEGER);
        if (!fits) {
            throw badTag(position, tag, Quoted.of(text));
        }
        return new Scalar(position, wanted == ScalarKind.FLOAT ? found : wanted, text);
    }

    private static BadInput badTag(Position position, String tag, String value) {
        return new BadInput(position, "the tag " + Quoted.of(tag) + " does not fit " + value + ".", "Remove the tag.");
    }
}
