package io.alidade.plan.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.kube.document.BadInput;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MixTest {
    private static final List<Shape> SHAPES = List.of(Shape.parse("train:cpu=8,memory=1Gi"),
            Shape.parse("cpu=2,memory=1Gi"));

    @Test
    void parse_namesAndLetters_giveSharesInTheOrderOfTheShapes() {
        assertThat(Mix.parse("b=40,train=60", SHAPES).percent()).containsExactly(60.0, 40.0);
        assertThat(Mix.parse("a=12.5%,b=87.5%", SHAPES).percent()).containsExactly(12.5, 87.5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            a=60,b=30       | the shares add up to 90, not to 100.
            a=60            | the shape cpu=2,memory=1Gi has no share.
            a=60,train=40   | train is given twice.
            a=60,c=40       | there is no shape 'c'.
            a=-10,b=110     | a share is -10, not above 0 and up to 100.
            a=0,b=100       | a share is 0, not above 0 and up to 100.
            a=x,b=100       | 'x' is no number.
            a               | 'a' is no share.
            """)
    void parse_unusableText_isRefusedWithTheValue(String text, String message) {
        assertThatThrownBy(() -> Mix.parse(text, SHAPES)).isInstanceOf(BadInput.class).hasMessageContaining(text)
                .hasMessageContaining(message);
    }
}
