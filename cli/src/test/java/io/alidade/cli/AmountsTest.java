package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.kube.document.BadInput;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
    @ParameterizedTest
    @CsvSource({"16Gi, 17179869184", "1.5Gi, 1610612736", "999999Gi, 1073740750258176", "1500m, 2", "1e3, 1000",
        "1Ei, 1152921504606846976"})
    void read_anAmountAboveZero_isItsBytes(String text, long bytes) {
        assertThat(Amounts.read("--memory", text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0     | --memory is '0', not an amount above 0.
            -1Gi  | --memory is '-1Gi', not an amount above 0.
            lots  | --memory is 'lots', not an amount above 0.
            16Zi  | --memory is '16Zi', not an amount above 0.
            2Ei   | --memory is '2Ei', more than 1Ei.
            64Ei  | --memory is '64Ei', more than 1Ei.
            10E   | --memory is '10E', more than 1Ei.
            """)
    void read_nothingThatAMachineHas_isRefused(String text, String message) {
        assertThatThrownBy(() -> Amounts.read("--memory", text)).isInstanceOf(BadInput.class)
                .hasMessageContaining(message);
    }
}
