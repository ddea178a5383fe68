package io.alidade.view.xml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    @Test
    void clean_whatIsNoVisibleCharacter_isReplaced() {
        assertThat(Names.clean("a\u0000b\nc\u001b[1m\u202ed\u200be\uFFFEf\uD800g\uE000h"))
                .isEqualTo("a\uFFFDb\uFFFDc\uFFFD[1m\uFFFDd\uFFFDe\uFFFDf\uFFFDg\uFFFDh");
        assertThat(Names.clean("größe-漢字-🙂")).isEqualTo("größe-漢字-🙂");
    }

    @ParameterizedTest
    @CsvSource({"abcdefghij,10,abcdefghij", "abcdefghijk,10,abcd…ghijk", "abcdefghijk,3,a…k"})
    void shorten_longName_losesItsMiddle(String name, int longest, String shown) {
        assertThat(Names.shorten(name, longest)).isEqualTo(shown);
    }

    @Test
    void shorten_symbolsOfTwoCharacters_areNotCut() {
        assertThat(Names.shorten("🙂".repeat(6), 4)).isEqualTo("🙂…🙂🙂");
    }
}
