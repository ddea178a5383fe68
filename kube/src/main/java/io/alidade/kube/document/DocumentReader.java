package io.alidade.kube.document;

import io.alidade.kube.document.DocumentNode.Mapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/// Reads YAML and JSON text into [DocumentNode] trees. Anything it cannot read ends in [BadInput]; nothing else is thrown.
public final class DocumentReader {
    /// The largest text that is read: 16 MiB.
    public static final int MAX_BYTES = 16 << 20;

    private static final Pattern TABS = Pattern.compile("(?m)^([ ]*(?:- )?[A-Za-z][A-Za-z0-9.-]*:[ ]*)\\t+");

    private DocumentReader() {}

    /// All documents of a YAML or JSON text. A text that starts with `{` or `[` is read as JSON, one or more values after
    /// each other; if it is not JSON, and otherwise, it is YAML, documents separated by `---`, empty ones left out.
    ///
    /// @param source the name that positions carry, for people
    public static List<DocumentNode> readAll(String source, byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw InputFile.tooLarge(source, Integer.toString(bytes.length), MAX_BYTES);
        }
        String text = SourceText.decode(source, bytes);
        String start = text.stripLeading();
        try {
            if (start.startsWith("{") || start.startsWith("[")) {
                return readJsonLike(source, text, bytes);
            }
            return YamlDocuments.read(source, text);
        } catch (YamlEngineException failure) {
            throw YamlDocuments.refusal(source, failure);
        }
    }

    /// The document that a component of Kubernetes reads from a file of its own: a text that starts with `{` is one JSON
    /// value and nothing else, any other text is YAML, of which the first document counts and the rest is not looked at.
    /// Nothing if that document is empty.
    ///
    /// A tab behind `key:` is a blank, as in the parser of Kubernetes.
    public static Optional<DocumentNode> readFirst(String source, byte[] bytes, RepeatedKeys repeated) {
        String text = SourceText.decode(source, bytes);
        if (isJson(text)) {
            try {
                List<DocumentNode> values = JsonDocuments.read(source, text, repeated);
                if (values.size() > 1) {
                    throw new BadInput(values.get(1).position(), "not valid JSON: a second value starts here.",
                            "Remove it, or give them one at a time.");
                }
                return Optional.of(values.getFirst());
            } catch (JacksonException failure) {
                throw JsonDocuments.refusal(source, failure);
            }
        }
        try {
            String spaced = text.indexOf('\t') < 0 ? text : TABS.matcher(text).replaceAll("$1 ");
            return YamlDocuments.readFirst(source, spaced, repeated);
        } catch (YamlEngineException failure) {
            throw YamlDocuments.refusal(source, failure);
        }
    }

    /// Whether [#readFirst] takes a text for JSON.
    public static boolean isJson(String text) {
        return text.stripLeading().startsWith("{");
    }

    /// `{kind: Pod}` is YAML, and so is JSON with `---` between its values. If it is neither, the text was meant as JSON.
    private static List<DocumentNode> readJsonLike(String source, String text, byte[] bytes) {
        try {
            return text.length() == bytes.length ? JsonDocuments.readAscii(source, bytes)
                    : JsonDocuments.read(source, text);
        } catch (UnexpectedEndOfInputException failure) {
            throw JsonDocuments.refusal(source, failure);
        } catch (JacksonException failure) {
            try {
                return YamlDocuments.read(source, text);
            } catch (YamlEngineException _) {
                throw JsonDocuments.refusal(source, failure);
            }
        }
    }

    /// Exactly one document: [BadInput] if there is none, or more than one.
    public static DocumentNode readOne(String source, byte[] bytes) {
        List<DocumentNode> documents = readAll(source, bytes);
        if (documents.isEmpty()) {
            throw new BadInput(source + " holds no document.", "Check that it is the right file; it may be empty.");
        }
        if (documents.size() > 1) {
            throw new BadInput(documents.get(1).position(), "a second document starts here, and only one is wanted.",
                    "Remove the others, or give them one at a time.");
        }
        return documents.getFirst();
    }

    /// As [#readAll], from a file of at most [#MAX_BYTES].
    public static List<DocumentNode> readFile(Path path) {
        return readAll(path.toString(), InputFile.read(path, MAX_BYTES));
    }

    /// The node as a mapping, which every Kubernetes object is.
    public static Mapping mapping(DocumentNode node) {
        if (node instanceof Mapping mapping) {
            return mapping;
        }
        throw new BadInput(node.position(), "a mapping of fields is wanted here, not " + Fields.describe(node) + ".",
                "Write `field: value` lines, or a JSON object.");
    }
}
