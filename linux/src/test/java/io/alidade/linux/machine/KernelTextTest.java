package io.alidade.linux.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.mask.CpuSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {"3 0-1", "00000000,000000ff 0-7", "00000001,00000000 32",
        "0000,00000011,11111111 0,4,8,12,16,20,24,28,32,36", "FF 0-7", "0x00fff000 12-23"})
    void map_ofTheKernel_isTheCpus(String text, String cpus) {
        assertThat(KernelText.map(text).map(CpuSet::toListString)).contains(cpus);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "g", "00000000,ff", "000000001", "0x", "3,0x3", "-1", "3 ", "٣"})
    void map_cutOrStrange_isNothing(String text) {
        assertThat(KernelText.map(text)).isEmpty();
    }

    @Test
    void map_ofZero_isTheEmptySet() {
        assertThat(KernelText.map("00000000,00000000")).contains(CpuSet.EMPTY);
    }

    @Test
    void map_ofTooManyCpus_isNothing() {
        assertThat(KernelText.map("1" + ",00000000".repeat(2048))).isEmpty();
        assertThat(KernelText.map("80000000" + ",00000000".repeat(2047)).map(CpuSet::last)).contains(65_535);
    }

    @Test
    void number_ofTheKernel_isExact() {
        assertThat(KernelText.number("-1")).isEqualTo(OptionalLong.of(-1));
        assertThat(KernelText.number("007")).isEqualTo(OptionalLong.of(7));
        for (String text : new String[] {"", "-", "+1", "1x", "9999999999999999999", "1\n2", "٣"}) {
            assertThat(KernelText.number(text)).as(text).isEmpty();
        }
    }

    @Test
    void numbered_name_hasNoOtherForm() {
        assertThat(KernelText.numbered("cpu12", "cpu", 100)).isEqualTo(OptionalInt.of(12));
        assertThat(KernelText.numbered("cpu0", "cpu", 100)).isEqualTo(OptionalInt.of(0));
        for (String name : new String[] {"cpu", "cpufreq", "cpu01", "cpu-1", "cpu101", "node1"}) {
            assertThat(KernelText.numbered(name, "cpu", 100)).as(name).isEmpty();
        }
    }

    @Test
    void meminfo_ofNumaNodeAndMachine_areBothRead() {
        assertThat(KernelText.kilobytes("\nNode 0 MemTotal:  16 kB\nNode 0 MemFree: 1 kB\n", "MemTotal"))
                .isEqualTo(OptionalLong.of(16_384));
        assertThat(KernelText.kilobytes("MemTotal: 16 kB\n", "MemTotal")).isEqualTo(OptionalLong.of(16_384));
        assertThat(KernelText.kilobytes("XMemTotal: 16 kB\nMemTotal: 16\n", "MemTotal")).isEmpty();
        assertThat(KernelText.kilobytes("MemTotal: 99999999999999999 kB\n", "MemTotal")).isEmpty();
        assertThat(KernelText.count("Node 1 HugePages_Total:    65\n", "HugePages_Total"))
                .isEqualTo(OptionalLong.of(65));
    }

    @Test
    void list_ofTheKernel_isTheCpus() {
        assertThat(KernelText.list("0-2,8")).isEqualTo(Optional.of(CpuSet.of(0, 1, 2, 8)));
        assertThat(KernelText.list("")).contains(CpuSet.EMPTY);
        assertThat(KernelText.list("0-99999999999")).isEmpty();
    }
}
