package io.alidade.kube.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BadInputTest {
    @Test
    void texts_whatATerminalObeys_isEscaped() {
        BadInput problem = new BadInput(new Position("in\n.yaml", 1, 2), "the pod a\u001b[31m\nb \u009b \u202e \u00e9",
                "Rename\r\"it\".");
        assertThat(problem).hasMessage("in\\u000a.yaml:1:2: the pod a\\u001b[31m\\u000ab \\u009b \\u202e \u00e9");
        assertThat(problem.cure()).isEqualTo("Rename\\u000d\"it\".");
    }

    @Test
    void message_madeOfSeveral_keepsItsLines() {
        assertThat(new BadInput("one\ntwo\t", "Mend both.")).hasMessage("one\ntwo\\u0009");
    }

    @Test
    void message_longerThanAny_isCut() {
        String text = "x".repeat(1 << 20);
        assertThat(new BadInput(new Position("a", 1, 1), text, text)).message().hasSize(2_003).endsWith("x...");
        assertThat(new BadInput(text, text)).message().hasSize(200_003);
        assertThat(new BadInput(text, text).cure()).hasSize(2_003);
    }
}
