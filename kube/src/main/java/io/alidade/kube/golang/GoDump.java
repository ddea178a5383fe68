package io.alidade.kube.golang;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// The printed form of a value that the kubelet takes checksums over, and the checksum (memory-manager 10.2, cpu-manager
/// 16.2): 32-bit FNV-1a over the UTF-8 bytes.
///
/// A field is `Name:(type)value`; what stands in a list or map has no type. Keys that are numbers are sorted as numbers
/// here, as texts in JSON.
public final class GoDump {
    private final StringBuilder out = new StringBuilder();

    private GoDump() {}

    /// The checksum of a value printed under a type name, `*state.CPUManagerCheckpoint`.
    public static long checksum(String typeName, GoValue value) {
        return fnv1a(dump(typeName, value));
    }

    public static String dump(String typeName, GoValue value) {
        GoDump dump = new GoDump();
        dump.out.append('(').append(typeName).append(')');
        dump.append(value);
        return dump.out.toString();
    }

    /// A value without the name of its type, as it stands in a list or map.
    static String dump(GoValue value) {
        GoDump dump = new GoDump();
        dump.append(value);
        return dump.out.toString();
    }

    public static long fnv1a(String text) {
        int hash = 0x811c9dc5;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x01000193;
        }
        return Integer.toUnsignedLong(hash);
    }

    private void append(GoValue value) {
        switch (value) {
            case GoValue.Nil _ -> out.append("<nil>");
            case GoValue.Text(String text) -> out.append(text);
            case GoValue.Whole whole -> out.append(whole.toDecimal());
            case GoValue.Bytes(String base64) -> appendBytes(Base64.getDecoder().decode(base64));
            case GoValue.Items(List<GoValue> items) -> appendItems(items);
            case GoValue.Table table -> appendTable(table);
            case GoValue.Struct struct -> appendStruct(struct);
            case GoValue.Written written -> out.append(written.dump());
            case GoValue.PodCpus pod -> {
                out.append("{CPUSet:(cpuset.CPUSet){elems:(map[int]struct {})map[");
                int start = out.length();
                pod.cpus().forEach(cpu -> separate(start).append(cpu).append(":{}"));
                out.append("]}}");
            }
        }
    }

    private void appendBytes(byte[] bytes) {
        out.append('[');
        int start = out.length();
        for (byte b : bytes) {
            separate(start).append(b & 0xFF);
        }
        out.append(']');
    }

    private void appendItems(List<GoValue> items) {
        out.append('[');
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                out.append(' '); // an item may be the empty text
            }
            append(items.get(i));
        }
        out.append(']');
    }

    private void appendTable(GoValue.Table table) {
        List<Map.Entry<String, GoValue>> entries = List.copyOf(table.entries().entrySet());
        if (table.integerKeys()) {
            entries = entries.stream().sorted(Comparator.comparing(entry -> Long.valueOf(entry.getKey()))).toList();
        }
        out.append("map[");
        int start = out.length();
        for (Map.Entry<String, GoValue> entry : entries) {
            separate(start).append(entry.getKey()).append(':');
            append(entry.getValue());
        }
        out.append(']');
    }

    private void appendStruct(GoValue.Struct struct) {
        out.append(struct.type().pointer() ? "<*>{" : "{");
        int start = out.length();
        for (GoType.Field field : struct.type().fields()) {
            separate(start).append(field.goName()).append(":(").append(field.type().goName()).append(')');
            append(struct.field(field.jsonName()));
        }
        out.append('}');
    }

    private StringBuilder separate(int start) {
        return out.length() == start ? out : out.append(' ');
    }
}
