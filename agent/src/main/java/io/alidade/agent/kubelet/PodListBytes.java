package io.alidade.agent.kubelet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The JSON of a list of pods, of which a few are wanted: it is passed over byte by byte, and the wanted ones are cut out. To read
/// all of it takes many times as long, and a kubelet lists all or none.
public final class PodListBytes {
    private static final byte[] ITEMS = "items".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UID = "uid".getBytes(StandardCharsets.US_ASCII);
    /// Inside the list, its array of items, a pod, and its metadata.
    private static final int IN_LIST = 1;
    private static final int IN_ITEMS = 2;
    private static final int IN_POD = 3;
    private static final int IN_METADATA = 4;

    private final byte[] json;
    private final int length;
    private final List<Item> items = new ArrayList<>();
    private int depth;
    private boolean areItems;
    private boolean wereItems;
    private int podBegin;
    private String uid = "";
    /// The last string, and whether a colon came after it.
    private int begin;
    private int end;
    private boolean hasColon;

    private PodListBytes(byte[] json, int length) {
        this.json = json;
        this.length = length;
    }

    /// Where a pod is in the bytes.
    ///
    /// @param uid empty of a pod that does not say one
    /// @param end the first byte after it
    public record Item(String uid, int begin, int end) {}

    /// The pods of a list that have one of these uids, in its order; nothing if that is no such list.
    public static Optional<List<byte[]>> of(byte[] json, Set<String> uids) {
        return items(json, json.length).map(all -> all.stream().filter(item -> uids.contains(item.uid()))
                .map(item -> Arrays.copyOfRange(json, item.begin(), item.end())).toList());
    }

    /// All pods of a list, in its order; nothing if that is no such list.
    ///
    /// @param length how many bytes are the list
    public static Optional<List<Item>> items(byte[] json, int length) {
        PodListBytes list = new PodListBytes(json, length);
        return list.scan() ? Optional.of(list.items) : Optional.empty();
    }

    private boolean scan() {
        for (int at = 0; at < length; at++) {
            switch (json[at]) {
                case '"' -> {
                    int close = close(at + 1);
                    if (close < 0) {
                        return false;
                    }
                    string(at + 1, close);
                    at = close;
                }
                case '{', '[' -> open(at);
                case '}', ']' -> shut(at);
                case ':' -> hasColon = true;
                case ',' -> hasColon = false;
                default -> {
                    // Blanks, numbers and words.
                }
            }
            if (depth < 0) {
                return false;
            }
        }
        return depth == 0 && wereItems;
    }

    /// Where a string ends; -1 if it does not.
    private int close(int from) {
        for (int at = from; at < length; at++) {
            if (json[at] == '\\') {
                at++;
            } else if (json[at] == '"') {
                return at;
            }
        }
        return -1;
    }

    private boolean isKey(byte[] name) {
        return hasColon && Arrays.equals(json, begin, end, name, 0, name.length);
    }

    private void string(int from, int to) {
        if (areItems && depth == IN_METADATA && isKey(UID)) {
            uid = new String(json, from, to - from, StandardCharsets.UTF_8);
        }
        begin = from;
        end = to;
        hasColon = false;
    }

    private void open(int at) {
        if (depth == IN_LIST && json[at] == '[' && isKey(ITEMS)) {
            areItems = true;
            wereItems = true;
        } else if (areItems && depth == IN_ITEMS) {
            podBegin = at;
            uid = "";
        }
        depth++;
        hasColon = false;
    }

    private void shut(int at) {
        if (areItems && depth == IN_POD) {
            items.add(new Item(uid, podBegin, at + 1));
        }
        if (depth == IN_ITEMS) {
            areItems = false;
        }
        depth--;
        hasColon = false;
    }
}
