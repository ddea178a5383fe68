package io.alidade.linux.hwloc;

import io.alidade.linux.hwloc.HwlocTopology.CpuKind;
import io.alidade.linux.hwloc.HwlocTopology.Matrix;
import io.alidade.linux.tree.UnusableTree;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// XML text to an [HwlocTopology].
///
/// lstopo names a document type, so that one is allowed; it is not looked at. An entity that it declares is therefore
/// unknown where it is used, and unknown entities end the reading.
final class HwlocParser {
    private static final int MAX_DEPTH = 90;
    private static final int MAX_ELEMENTS = 500_000;
    private static final int MAX_NUMBERS_CHARACTERS = 1 << 20;
    /// What gives an XML that can be read.
    static final String CURE = "Write it anew with lstopo-no-graphics --disallowed --of xml FILE.";

    private final String source;
    private final XMLStreamReader reader;
    private final Deque<XmlObject> open = new ArrayDeque<>();
    private final List<Matrix> matrices = new ArrayList<>();
    private final List<CpuKind> kinds = new ArrayList<>();
    private final Map<String, String> infos = new HashMap<>();
    private int version;
    private @Nullable XmlObject root;
    private int elements;
    private int depth;

    private HwlocParser(String source, XMLStreamReader reader) {
        this.source = source;
        this.reader = reader;
    }

    /// @param source the name of the file, for messages
    /// @throws UnusableTree if it is no XML of hwloc 2 or 3
    static HwlocTopology parse(String source, byte[] xml) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("other files are not read");
        });
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
            try {
                return new HwlocParser(source, reader).topology();
            } finally {
                reader.close();
            }
        } catch (XMLStreamException failure) {
            int line = failure.getLocation() == null ? 0 : failure.getLocation().getLineNumber();
            throw new UnusableTree(source + (line > 0 ? ", line " + line : "") + ": not valid XML: " + reason(failure),
                    "Check that it was written completely, or write it anew with lstopo-no-graphics --disallowed --of xml FILE.");
        }
    }

    private static String reason(XMLStreamException failure) {
        String message = String.valueOf(failure.getMessage());
        int start = message.indexOf("Message: ");
        String reason = (start < 0 ? message : message.substring(start + 9)).lines().findFirst().orElse("").strip();
        return reason.endsWith(".") ? reason : reason + ".";
    }

    private HwlocTopology topology() throws XMLStreamException {
        while (reader.next() != XMLStreamConstants.START_ELEMENT) {
            // Comments, the document type, white space.
        }
        checkRoot();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> start();
                case XMLStreamConstants.END_ELEMENT -> end();
                default -> {
                    // Text means nothing outside of the elements that read it.
                }
            }
        }
        XmlObject machine = root;
        if (machine == null) {
            throw unusable("it has no object of the type Machine.");
        }
        return new HwlocTopology(version, machine, matrices, kinds, infos);
    }

    private void checkRoot() {
        String name = reader.getLocalName();
        if (!name.equals("topology")) {
            throw new UnusableTree(source + ": the XML is a <" + shown(name) + ">, not the <topology> of hwloc.",
                    "Name an hwloc XML; lstopo-no-graphics --disallowed --of xml FILE writes one.");
        }
        String text = attributes().getOrDefault("version", "1.x (without a version)");
        if (!text.startsWith("2.") && !text.startsWith("3.")) {
            throw new UnusableTree(source + ": it is of hwloc " + shown(text) + ", and versions 2 and 3 are read.",
                    "Write it anew with lstopo-no-graphics --disallowed --of xml FILE of hwloc 2 or 3; a later one may"
                            + " have --of v3xml or --of v2xml.");
        }
        version = text.charAt(0) - '0';
    }

    private UnusableTree unusable(String problem) {
        return new UnusableTree(source + ": " + problem, CURE);
    }

    private void start() throws XMLStreamException {
        depth++;
        if (++elements > MAX_ELEMENTS || depth > MAX_DEPTH) {
            throw unusable(depth > MAX_DEPTH ? "elements are nested more than " + MAX_DEPTH + " deep."
                    : "it has more than " + MAX_ELEMENTS + " elements.");
        }
        Map<String, String> attributes = attributes();
        switch (reader.getLocalName()) {
            case "object" -> object(attributes);
            case "info" -> {
                String name = attributes.getOrDefault("name", "");
                String value = attributes.getOrDefault("value", "");
                if (open.isEmpty()) {
                    infos.put(name, value);
                } else {
                    open.getFirst().addInfo(name, value);
                }
            }
            case "page_type" -> pages(attributes);
            case "distances2" -> matrix(attributes);
            case "cpukind" -> kind(attributes);
            default -> {
                // userdata, support, memattr and so on say nothing that is wanted.
            }
        }
    }

    private void end() {
        depth--;
        if (reader.getLocalName().equals("object")) {
            open.removeFirst();
        }
    }

    private void object(Map<String, String> attributes) {
        XmlObject object = new XmlObject(attributes);
        if (!open.isEmpty()) {
            open.getFirst().add(object);
        } else if (root == null && object.type().equals("Machine")) {
            root = object;
        } else {
            throw unusable("its outermost object is a " + shown(object.type()) + ", not one Machine.");
        }
        open.addFirst(object);
    }

    private void pages(Map<String, String> attributes) {
        OptionalLong size = XmlNumbers.whole(attributes.getOrDefault("size", ""));
        OptionalLong count = XmlNumbers.whole(attributes.getOrDefault("count", ""));
        if (!open.isEmpty() && size.isPresent() && size.getAsLong() > 0 && count.isPresent()
                && count.getAsLong() <= Long.MAX_VALUE / size.getAsLong()) {
            open.getFirst().addPages(size.getAsLong(), count.getAsLong());
        }
    }

    /// Reads to the end of the element, as [#kind] does.
    private void matrix(Map<String, String> attributes) throws XMLStreamException {
        List<Long> indexes = new ArrayList<>();
        List<Long> values = new ArrayList<>();
        while (nextWithin("distances2")) {
            switch (reader.getLocalName()) {
                case "indexes" -> indexes.addAll(numbers());
                case "u64values" -> values.addAll(numbers());
                default -> {
                    // Nothing else is in it.
                }
            }
        }
        matrices.add(new Matrix(attributes.getOrDefault("type", ""), attributes.getOrDefault("name", ""),
                XmlNumbers.whole(attributes.getOrDefault("kind", "")).orElse(0),
                attributes.getOrDefault("indexing", "").equals("os"), indexes, values));
    }

    private void kind(Map<String, String> attributes) throws XMLStreamException {
        Map<String, String> infos = new HashMap<>();
        while (nextWithin("cpukind")) {
            Map<String, String> info = attributes();
            infos.put(info.getOrDefault("name", ""), info.getOrDefault("value", ""));
        }
        kinds.add(new CpuKind(Optional.ofNullable(attributes.get("cpuset")).flatMap(XmlNumbers::bitmap), infos));
    }

    /// Goes to the next start of an element inside of `name`; at its end, false.
    private boolean nextWithin(String name) throws XMLStreamException {
        while (true) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                if (++elements > MAX_ELEMENTS) {
                    throw unusable("it has more than " + MAX_ELEMENTS + " elements.");
                }
                return true;
            }
            if (event == XMLStreamConstants.END_ELEMENT && reader.getLocalName().equals(name)) {
                depth--;
                return false;
            }
        }
    }

    private List<Long> numbers() throws XMLStreamException {
        String text = reader.getElementText();
        if (text.length() > MAX_NUMBERS_CHARACTERS) {
            throw unusable("a matrix of distances has more than " + MAX_NUMBERS_CHARACTERS + " characters.");
        }
        return XmlNumbers.list(text);
    }

    private Map<String, String> attributes() {
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        return attributes;
    }

    private static String shown(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "..." : text;
    }
}
