package io.alidade.agent.nri;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The JSON of a list of pods, of which a few are wanted: it is passed over byte by byte, and the wanted ones are cut out. To read
/// all of it takes many times as long, and a kubelet lists all or none.
final class PodListBytes {
    private static final byte[] ITEMS = "items".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UID = "uid".getBytes(StandardCharsets.US_ASCII);
    /// Inside the list, its array of items, a pod, and its metadata.
    private static final int IN_LIST = 1;
    private static final int IN_ITEMS = 2;
    private static final int IN_POD = 3;
    private static final int IN_METADATA = 4;

    private final byte[] json;
    private final Set<String> uids;
    private final List<byte[]> wanted = new ArrayList<>();
    private int depth;
    private boolean areItems;
    private boolean wereItems;
    private int podBegin;
    private boolean isWanted;
    /// The last string, and whether a colon came after it.
    private int begin;
    private int end;
    private boolean hasColon;

    private PodListBytes(byte[] json, Set<String> uids) {
        this.json = json;
        this.uids = uids;
    }

    /// The pods of a list that have one of these uids, in its order; nothing if that is no such list.
    static Optional<List<byte[]>> of(byte[] json, Set<String> uids) {
        PodListBytes list = new PodListBytes(json, uids);
        return list.scan() ? Optional.of(list.wanted) : Optional.empty();
    }

    private boolean scan() {
        for (int at = 0; at < json.length; at++) {
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
        for (int at = from; at < json.length; at++) {
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
            isWanted |= uids.contains(new String(json, from, to - from, StandardCharsets.UTF_8));
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
            isWanted = false;
        }
        depth++;
        hasColon = false;
    }

    private void shut(int at) {
        if (areItems && depth == IN_POD && isWanted) {
            wanted.add(Arrays.copyOfRange(json, podBegin, at + 1));
        }
        if (depth == IN_ITEMS) {
            areItems = false;
        }
        depth--;
        hasColon = false;
    }
}
