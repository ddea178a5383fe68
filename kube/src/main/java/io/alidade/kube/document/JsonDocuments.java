package io.alidade.kube.document;

import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/// JSON text to trees. Columns count UTF-16 units.
final class JsonDocuments {
    /// Sizes are bounded by [DocumentReader#MAX_BYTES] and [TreeLimits]; these only must not come first.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(TreeLimits.MAX_DEPTH + 2)
                    .maxStringLength(DocumentReader.MAX_BYTES).maxNameLength(DocumentReader.MAX_BYTES)
                    .maxNumberLength(1000).build())
            .build();

    private final String source;
    private final JsonParser parser;
    private final RepeatedKeys repeated;
    private final TreeLimits limits = new TreeLimits();

    private JsonDocuments(String source, JsonParser parser, RepeatedKeys repeated) {
        this.source = source;
        this.parser = parser;
        this.repeated = repeated;
    }

    /// @throws JacksonException if the text is not JSON; see [#refusal]
    static List<DocumentNode> read(String source, String text) {
        return read(source, text, RepeatedKeys.REFUSED);
    }

    /// As [#read(String,String)], with keys that are there twice.
    static List<DocumentNode> read(String source, String text, RepeatedKeys repeated) {
        return read(source, FACTORY.createParser(ObjectReadContext.empty(), text), repeated);
    }

    /// As [#read(String,String)], of bytes that are one character each: columns are the same, and it is faster.
    static List<DocumentNode> readAscii(String source, byte[] text) {
        return read(source, FACTORY.createParser(ObjectReadContext.empty(), text), RepeatedKeys.REFUSED);
    }

    private static List<DocumentNode> read(String source, JsonParser opened, RepeatedKeys repeated) {
        try (JsonParser parser = opened) {
            JsonDocuments reader = new JsonDocuments(source, parser, repeated);
            List<DocumentNode> documents = new ArrayList<>();
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                documents.add(reader.value(token, 1));
            }
            return documents;
        }
    }

    static BadInput refusal(String source, JacksonException failure) {
        TokenStreamLocation location = failure.getLocation();
        Position position = location == null ? new Position(source, 1, 1)
                : new Position(source, location.getLineNr(), location.getColumnNr());
        if (failure instanceof UnexpectedEndOfInputException) {
            return new BadInput(position, "the text ends inside a JSON value.",
                    "Check that it was written completely.");
        }
        String reason = failure.getOriginalMessage().lines().findFirst().orElse("").replaceAll("\\[Source: [^;]*; ",
                "[");
        return new BadInput(position, "not valid JSON: " + reason + ".", "Correct the text near there.");
    }

    private Position position() {
        TokenStreamLocation location = parser.currentTokenLocation();
        return new Position(source, location.getLineNr(), location.getColumnNr());
    }

    private DocumentNode value(JsonToken token, int depth) {
        Position position = position();
        limits.addNode(position);
        return switch (token) {
            case START_OBJECT -> mapping(position, depth);
            case START_ARRAY -> sequence(position, depth);
            case VALUE_STRING -> new Scalar(position, ScalarKind.STRING, parser.getString());
            case VALUE_NUMBER_INT -> new Scalar(position, ScalarKind.INTEGER, parser.getString());
            case VALUE_NUMBER_FLOAT -> new Scalar(position, ScalarKind.FLOAT, parser.getString());
            case VALUE_TRUE -> new Scalar(position, ScalarKind.BOOLEAN, "true");
            case VALUE_FALSE -> new Scalar(position, ScalarKind.BOOLEAN, "false");
            case VALUE_NULL -> new Scalar(position, ScalarKind.NULL, "null");
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new BadInput(position,
                        "not valid JSON: a value is missing.", "Correct the text near there.");
        };
    }

    private Mapping mapping(Position position, int depth) {
        TreeLimits.checkDepth(position, depth);
        EntryList entries = new EntryList(repeated);
        while (next() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            Position keyPosition = position();
            limits.addNode(keyPosition);
            entries.add(key, keyPosition, value(next(), depth + 1));
        }
        return new Mapping(position, entries.entries());
    }

    private Sequence sequence(Position position, int depth) {
        TreeLimits.checkDepth(position, depth);
        List<DocumentNode> items = new ArrayList<>();
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            items.add(value(token, depth + 1));
        }
        return new Sequence(position, items);
    }

    private JsonToken next() {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new UnexpectedEndOfInputException(parser, null, "end of input");
        }
        return token;
    }
}
