package io.alidade.agent.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodListBytesTest {
    private static final String A = "{\"metadata\":{\"name\":\"a\",\"uid\":\"A\"},\"spec\":{\"x\":\"}] \\\" {\\\\\"}}";
    private static final String B = "{ \"spec\": {\"items\": [1, {}]}, \"metadata\" : { \"uid\" : \"B\" } }";
    private static final String OWNED = "{\"metadata\":{\"ownerReferences\":[{\"uid\":\"A\"}],\"uid\":\"C\"},\"kind\":\"uid\"}";

    private static Optional<List<String>> items(String json, String... uids) {
        return PodListBytes.of(json.getBytes(StandardCharsets.UTF_8), Set.of(uids)).map(
                items -> items.stream().map(item -> new String(item, StandardCharsets.UTF_8)).toList());
    }

    private static String list(String... pods) {
        return "{\"kind\":\"PodList\",\"metadata\":{\"uid\":\"A\"},\"items\":[" + String.join(", ", pods) + "]}\n";
    }

    @Test
    void list_ofPods_givesThoseThatAreWantedAsTheyAre() {
        assertThat(items(list(A, B, OWNED), "A")).contains(List.of(A));
        assertThat(items(list(A, B, OWNED), "C", "B")).contains(List.of(B, OWNED));
        assertThat(items(list(A), "b")).contains(List.of());
        assertThat(items(list(), "A")).contains(List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "[]", "{\"items\":[{\"metadata\":{\"uid\":\"A\"}}]", "{\"items\":null}", "\"items",
                "{\"items\":[]}}", "Forbidden"})
    void text_thatIsNoList_givesNothing(String text) {
        assertThat(items(text, "A")).isEmpty();
    }
}
