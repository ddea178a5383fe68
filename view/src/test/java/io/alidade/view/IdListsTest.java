package io.alidade.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IdListsTest {
    @Test
    void text_isAListWithRanges() {
        assertThat(IdLists.text(List.of(0, 1, 3))).isEqualTo("0-1,3");
        assertThat(IdLists.text(List.of(196611, 3, 196612))).isEqualTo("3,196611-196612");
        assertThat(IdLists.text(List.of())).isEmpty();
    }
}
