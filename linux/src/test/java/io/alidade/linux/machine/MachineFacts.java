package io.alidade.linux.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// One machine of `facts.json`.
record MachineFacts(String cpus, int packages, int cores, int l3, List<NumaFacts> numaNodes) {
    record NumaFacts(int id, long memoryBytes, String cpus) {}

    static Map<String, MachineFacts> all() {
        Map<String, MachineFacts> facts = new LinkedHashMap<>();
        try (InputStream json = MachineFacts.class.getResourceAsStream("/machines/facts.json");
                JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String machine = parser.currentName();
                parser.nextToken();
                facts.put(machine, machine(parser));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return facts;
    }

    private static MachineFacts machine(JsonParser parser) {
        Map<String, String> values = new LinkedHashMap<>();
        List<NumaFacts> numaNodes = new ArrayList<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            if (parser.nextToken() == JsonToken.START_ARRAY) {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    Map<String, String> node = new LinkedHashMap<>();
                    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                        String nodeKey = parser.currentName();
                        parser.nextToken();
                        node.put(nodeKey, parser.getString());
                    }
                    numaNodes.add(
                            new NumaFacts(Integer.parseInt(node.get("id")), Long.parseLong(node.get("memoryBytes")),
                                    node.getOrDefault("cpus", "")));
                }
            } else {
                values.put(key, parser.getString());
            }
        }
        return new MachineFacts(values.getOrDefault("cpus", ""), Integer.parseInt(values.get("packages")),
                Integer.parseInt(values.get("cores")), Integer.parseInt(values.get("l3")), numaNodes);
    }
}
