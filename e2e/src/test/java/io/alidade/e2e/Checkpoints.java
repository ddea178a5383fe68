package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The three checkpoint files of a kubelet or an agent, and what of them can be compared: all bytes but where the kubelet itself
/// writes in the order of a Go map, another one each time.
///
/// @param texts by the name of the file below the root folder
record Checkpoints(Map<String, String> texts) {
    static final String CPU = "cpu_manager_state";
    static final String MEMORY = "memory_manager_state";
    static final String DEVICES = "device-plugins/kubelet_internal_checkpoint";

    private static final Pattern DEVICE_ENTRY = Pattern.compile("\\{\"PodUID\".*?\\}.*?\\}");
    private static final Pattern BLOCK = Pattern.compile("\\{\"numaAffinity\"[^}]*\\}");
    private static final Pattern BLOCKS = Pattern.compile(BLOCK + "(," + BLOCK + ")*");
    private static final Pattern HUGEPAGES = Pattern.compile("\"type\\\\*\":\\\\*\"hugepages");
    private static final Pattern CHECKSUM = Pattern.compile("\"(checksum|dataChecksum)\":[0-9]+");
    private static final Pattern ID = Pattern.compile("\"[^\"]*\"");
    private static final Pattern IDS = Pattern.compile("\\[" + ID + "(," + ID + ")*\\]");
    private static final Pattern REGISTERED = Pattern.compile(ID + ":(" + IDS + "|null|\\[\\])");

    Checkpoints {
        texts = Map.copyOf(texts);
    }

    /// @param read the text of a file
    static Checkpoints of(Function<String, String> read) {
        return new Checkpoints(
                List.of(CPU, MEMORY, DEVICES).stream().collect(Collectors.toMap(Function.identity(), read)));
    }

    /// All three are the same.
    ///
    /// @param when for the message
    void assertAre(Checkpoints expected, String when) {
        assertAgree(CPU, expected, when);
        assertAgree(MEMORY, expected, when);
        String ours = text(DEVICES);
        String theirs = expected.text(DEVICES);
        assertThat(devices(ours)).as(DEVICES + " " + when).isEqualTo(devices(theirs));
        assertThat(registered(ours)).as("registered devices " + when).isEqualTo(registered(theirs));
    }

    /// Those of the CPU and the Memory Manager are the same.
    void assertPlacesAre(Checkpoints expected, String when) {
        assertAgree(CPU, expected, when);
        assertAgree(MEMORY, expected, when);
    }

    private void assertAgree(String file, Checkpoints expected, String when) {
        assertThat(comparable(text(file))).as(file + " " + when).isEqualTo(comparable(expected.text(file)));
    }

    private String text(String file) {
        return texts.getOrDefault(file, "");
    }

    /// The bytes. Only where a container has blocks of several types, their order counts for nothing, and with it the checksums.
    private static String comparable(String text) {
        if (!HUGEPAGES.matcher(text).find()) {
            return text;
        }
        return BLOCKS.matcher(CHECKSUM.matcher(text.replace("\\\"", "\"")).replaceAll(""))
                .replaceAll(blocks -> String.join(",", sorted(BLOCK, blocks.group())));
    }

    private static List<String> sorted(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).sorted().toList();
    }

    /// Entries and ids in order: the kubelet has none.
    private static List<String> devices(String text) {
        return sorted(DEVICE_ENTRY, withIdsInOrder(text));
    }

    private static List<String> registered(String text) {
        int start = text.indexOf("\"RegisteredDevices\"");
        return start < 0 ? List.of() : sorted(REGISTERED, withIdsInOrder(text.substring(start)));
    }

    private static String withIdsInOrder(String text) {
        return IDS.matcher(text).replaceAll(ids -> "[" + String.join(",", sorted(ID, ids.group())) + "]");
    }
}
