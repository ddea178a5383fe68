package io.alidade.kube.paste;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads a text line by line, each by the first reader whose output begins there.
final class PasteReader {
    private static final List<
            SectionReader> READERS = List.of(new NodeDescription(), new LscpuTables(), new LscpuText(),
                    new NumactlText(), new NumastatText(), new NvidiaTopology(), new NvidiaListing(),
                    new RocmTopology(),
                    new TopologyLogLine(), new LstopoText());
    private static final Pattern YAML_START = Pattern.compile("(apiVersion|kind|metadata|items):.*");
    private static final Pattern YAML_LINE = Pattern
            .compile("(apiVersion|kind|metadata|items|spec|status):.*|-.*|\\s.*|#.*|");
    private static final int MAX_SECTIONS = 1_000;
    private static final int MAX_SHOWN = 60;

    private final PastedLines lines;
    private final List<Told> found = new ArrayList<>();
    private final List<String> unread = new ArrayList<>();
    private int firstUnread;

    PasteReader(PastedLines lines) {
        this.lines = lines;
    }

    /// What the outputs tell, in their order.
    List<Told> read() {
        while (lines.hasNext()) {
            if (lines.isBlank() || lines.isPrompt()) {
                lines.advance();
            } else if (!readSection() && !readDocument()) {
                if (unread.isEmpty()) {
                    firstUnread = lines.number();
                }
                unread.add(lines.peek().strip());
                lines.advance();
            }
        }
        if (!found.isEmpty() && !unread.isEmpty()) {
            String first = unread.getFirst();
            found.add(new Told(lines.source(), List.of(),
                    List.of("lines-unread: " + lines.source() + ": " + unread.size()
                            + (unread.size() == 1 ? " line is" : " lines are")
                            + " no known output and left out, the first in line "
                            + firstUnread + ": "
                            + (first.length() > MAX_SHOWN ? first.substring(0, MAX_SHOWN) + "..." : first))));
        }
        return List.copyOf(found);
    }

    private boolean readSection() {
        for (SectionReader reader : READERS) {
            if (reader.starts(lines)) {
                if (found.size() == MAX_SECTIONS) {
                    throw new BadInput(lines.source() + " holds more than " + MAX_SECTIONS + " outputs.",
                            "Give those of one machine.");
                }
                int before = lines.number();
                found.add(reader.read(lines));
                if (lines.number() == before) {
                    lines.advance();
                }
                return true;
            }
        }
        return false;
    }

    /// A JSON object or a YAML document, which ends with the next prompt or with a line that it cannot have.
    private boolean readDocument() {
        boolean isJson = lines.peek().startsWith("{");
        if (!isJson && !YAML_START.matcher(lines.peek()).matches()) {
            return false;
        }
        int start = lines.number();
        List<String> block = isJson ? jsonBlock() : yamlBlock();
        for (int i = 0; i < block.size(); i++) {
            lines.advance();
        }
        String json = String.join("\n", isJson ? LscpuJson.repaired(block) : block);
        Optional<Told> told = document(start, json);
        told.ifPresent(found::add);
        if (told.isEmpty()) {
            if (unread.isEmpty()) {
                firstUnread = start;
            }
            unread.addAll(block.stream().map(String::strip).filter(line -> !line.isEmpty()).toList());
        }
        return true;
    }

    private Optional<Told> document(int start, String text) {
        if (!text.contains("lscpu") && !text.contains("cpus") && !text.contains("Node")
                && !text.contains("Numatopology")) {
            return Optional.empty();
        }
        DocumentNode document;
        try {
            // Blank lines in front, so that messages name the right one.
            List<DocumentNode> documents = DocumentReader.readAll(lines.source(),
                    ("\n".repeat(start - 1) + text).getBytes(StandardCharsets.UTF_8));
            if (documents.size() != 1) {
                return Optional.empty();
            }
            document = documents.getFirst();
        } catch (BadInput broken) {
            if (text.contains("\"lscpu\"") || text.contains("kubeletVersion")) {
                throw broken;
            }
            return Optional.empty();
        }
        if (!(document instanceof Mapping object)) {
            return Optional.empty();
        }
        String origin = " (" + lines.source() + ", line " + start + ")";
        if (LscpuJson.isOne(object)) {
            return Optional.of(LscpuJson.read("lscpu -J" + origin, object));
        }
        if (RocmTopology.isOne(object)) {
            return Optional.of(RocmTopology.read("rocm-smi" + origin, object));
        }
        if (Numatopology.isOne(object)) {
            return Optional.of(Numatopology.read("Numatopology" + origin, object));
        }
        return NodeDocument.isOne(object)
                ? Optional.of(NodeDocument.read("node object" + origin, object)) : Optional.empty();
    }

    /// The lines up to the brace that closes the first one.
    private List<String> jsonBlock() {
        List<String> block = new ArrayList<>();
        int depth = 0;
        boolean isText = false;
        for (int ahead = 0; lines.number() + ahead <= lines.count(); ahead++) {
            String line = lines.peek(ahead);
            for (int i = 0; i < line.length(); i++) {
                char c = line.charAt(i);
                if (isText) {
                    if (c == '\\') {
                        i++;
                    } else if (c == '"') {
                        isText = false;
                    }
                } else if (c == '"') {
                    isText = true;
                } else if (c == '{' || c == '[') {
                    depth++;
                } else if ((c == '}' || c == ']') && --depth == 0) {
                    // What is glued behind it is a prompt.
                    block.add(line.substring(0, i + 1));
                    return block;
                }
            }
            block.add(line);
        }
        return block;
    }

    private List<String> yamlBlock() {
        List<String> block = new ArrayList<>();
        for (int ahead = 0; lines.number() + ahead <= lines.count(); ahead++) {
            String line = lines.peek(ahead);
            if (PastedLines.isPrompt(line) || !YAML_LINE.matcher(line).matches() || line.startsWith("---")) {
                break;
            }
            block.add(line);
        }
        return block;
    }
}
