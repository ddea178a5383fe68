package io.alidade.engine.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuSetTest {
    // cpu-manager 1.1
    @Test
    void toListString_examples_joinRunsOfTwoOrMore() {
        assertThat(CpuSet.of(0, 1, 2, 5, 7, 8).toListString()).isEqualTo("0-2,5,7-8").hasToString("0-2,5,7-8");
        assertThat(CpuSet.of(1, 0).toListString()).isEqualTo("0-1");
        assertThat(CpuSet.of(63, 64).toListString()).isEqualTo("63-64");
        assertThat(CpuSet.empty().toListString()).isEmpty();
    }

    // cpu-manager 1.2
    @ParameterizedTest
    @CsvSource({"'', ''", "0, 0", "3-3, 3", "0-2, 0-2", "2,2", "'5,1-2,0', '0-2,5'", "'0-3,2-5', 0-5", "007, 7",
        "+4, 4",
        "0--0, 0", "65535, 65535", "00000000000000000000000000000001, 1"})
    void parseList_goodTexts_areRead(String text, String expected) {
        assertThat(CpuSet.parseList(text).toListString()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|', value = {"a|a", "1,|''", ",|''", "' 1'|' 1'", "'1 '|'1 '", "1, 2|' 2'", "1-|''", "-1|''",
                "1-2-3|'2-3'", "0x1|0x1", "1.5|1.5", "\u0661|\u0661", "1_0|1_0", "+|+", "0-a|a", "1;2|1;2"})
    void parseList_notAnInteger_givesTheIntegerParsersMessage(String text, String piece) {
        assertThatThrownBy(() -> CpuSet.parseList(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("strconv.Atoi: parsing \"" + piece + "\": invalid syntax");
    }

    @Test
    void parseList_backwardRange_isNamed() {
        assertThatThrownBy(() -> CpuSet.parseList("0,7-3")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("invalid range \"7-3\" (7 > 3)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"65536", "0-99999999999", "123456789012345678"})
    void parseList_largerThanTheLargestId_isRefused(String text) {
        assertThatThrownBy(() -> CpuSet.parseList(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is above 65535, the largest that can be used");
    }

    @Test
    void parseList_beyondALong_isOutOfRange() {
        assertThatThrownBy(() -> CpuSet.parseList("9999999999999999999")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("strconv.Atoi: parsing \"9999999999999999999\": value out of range");
    }

    @Test
    void range_firstToLast_includesBoth() {
        assertThat(CpuSet.range(62, 65)).isEqualTo(CpuSet.of(62, 63, 64, 65));
        assertThat(CpuSet.range(3, 2)).isEqualTo(CpuSet.empty());
    }

    @Test
    void builder_idsOutsideTheBounds_areRefused() {
        assertThatThrownBy(() -> CpuSet.of(-1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a CPU id is 0 to 65535, not -1.");
        assertThatThrownBy(() -> CpuSet.of(65_536)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a CPU id is 0 to 65535, not 65536.");
        assertThat(CpuSet.of(CpuSet.MAX_CPU).last()).isEqualTo(65_535);
        assertThatThrownBy(() -> CpuSet.ofWords(new long[1025])).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 65536 CPUs");
    }

    @Test
    void builder_usedOn_leavesTheBuiltSetAsItIs() {
        CpuSet.Builder builder = new CpuSet.Builder().add(1);
        CpuSet one = builder.build();
        assertThat(builder.add(2).build()).isEqualTo(CpuSet.of(1, 2));
        assertThat(one).isEqualTo(CpuSet.of(1));
    }

    @Test
    void ofWords_arrayChangedLater_keepsTheSet() {
        long[] words = {1, 0};
        CpuSet set = CpuSet.ofWords(words);
        words[0] = 2;
        assertThat(set).isEqualTo(CpuSet.of(0));
    }

    @Test
    void contains_idsThatNoSetHas_isFalse() {
        assertThat(CpuSet.of(0, 63).contains(-1)).isFalse();
        assertThat(CpuSet.of(0, 63).contains(1 << 20)).isFalse();
        assertThat(CpuSet.empty().first()).isEqualTo(-1);
        assertThat(CpuSet.empty().last()).isEqualTo(-1);
    }

    @Test
    void addRange_anyEnds_equalsAddingOneByOne() {
        for (int first = 0; first < 200; first += 7) {
            for (int last = first - 1; last < 330; last++) {
                CpuSet.Builder range = new CpuSet.Builder().add(65).addRange(first, last);
                CpuSet.Builder single = new CpuSet.Builder().add(65);
                for (int cpu = first; cpu <= last; cpu++) {
                    single.add(cpu);
                }
                assertThat(range.build()).isEqualTo(single.build());
            }
        }
        assertThatThrownBy(() -> new CpuSet.Builder().addRange(0, CpuSet.MAX_CPU + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void parseList_megabytesOfTheWidestRange_isRead() {
        assertThat(CpuSet.parseList("0-65535,".repeat(500_000) + "0")).isEqualTo(CpuSet.range(0, CpuSet.MAX_CPU));
    }
}
