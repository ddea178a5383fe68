package io.alidade.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.alidade.view.TextTable.Cell;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
    private static String text(TextTable table, int columns) {
        StringBuilder out = new StringBuilder();
        table.write(out, 0, new TextStyle(columns, false));
        return out.toString();
    }

    private static List<Cell> cells(String... texts) {
        return List.of(texts).stream().map(Cell::of).toList();
    }

    @Test
    void write_alignsColumnsAndLeavesOutEmptyOnes() {
        TextTable table = new TextTable().column("name").column("nothing").number("count");
        table.row(cells("a", "", "1"));
        table.row(cells("longer", "", "1000"));
        assertThat(text(table, 80)).isEqualTo("""
                name    count
                ──────  ─────
                a           1
                longer   1000
                """);
    }

    @Test
    void write_tooWide_wrapsTheWidestColumnAtWords() {
        TextTable table = new TextTable().column("key").column("what it is");
        table.row(cells("a", "one two three four five six seven eight nine ten eleven"));
        table.row(cells("list", "0-3,8-11,16-19,24-27,32-35,40-43,48-51"));
        assertThat(text(table, 40)).isEqualTo("""
                key   what it is
                ────  ──────────────────────────────────
                a     one two three four five six seven
                      eight nine ten eleven
                list  0-3,8-11,16-19,24-27,32-35,40-43,
                      48-51
                """);
    }

    @Test
    void write_cellWithLineBreaks_staysInItsColumn() {
        TextTable table = new TextTable().column("a").column("b").column("c");
        table.row(cells("1", "x\ny", "end"));
        assertThat(text(table, 80)).isEqualTo("""
                a  b  c
                ─  ─  ───
                1  x  end
                   y
                """);
    }

    @Test
    void write_colours_doNotCountAsWidth() {
        TextTable table = new TextTable().number("n").column("t");
        table.row(List.of(new Cell("5", Ink.BAD), new Cell("x", Ink.NORMAL)));
        StringBuilder out = new StringBuilder();
        table.write(out, 1, new TextStyle(80, true));
        assertThat(out.toString()).endsWith(" \u001b[31m5\u001b[0m  x\n");
    }

    @Test
    void write_controlCharacters_areShownAsReplacements() {
        TextTable table = new TextTable().column("t");
        table.row(cells("evil\u001b[2Jtext"));
        assertThat(text(table, 80)).contains("evil\uFFFD[2Jtext").doesNotContain("\u001b");
    }

    @Test
    void row_wrongNumberOfCells_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TextTable().column("a").row(List.of()));
    }
}
