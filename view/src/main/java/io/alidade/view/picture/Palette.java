package io.alidade.view.picture;

import java.util.List;

/// The looks of pods: a colour and a pattern each. Colours are of the Okabe-Ito set, which people with every kind of
/// colour vision can tell apart, and neighbours differ in lightness.
///
/// Invariant *greyscale*: of the first twelve looks no two have both the same pattern and nearly the same luminance.
final class Palette {
    /// How a pod looks. Colours are `#rrggbb`: of the ground, of text on it, of the lines of the pattern; `terminal` is the
    /// ground among a terminal's 256 colours.
    record Look(Hue hue, Pattern pattern) {
        String fill() {
            return hue.fill;
        }

        String ink() {
            return hue.ink;
        }

        String line() {
            return hue.line;
        }

        int terminal() {
            return hue.terminal;
        }

        boolean isDark() {
            return hue.ink.equals(WHITE);
        }
    }

    private static final String WHITE = "#ffffff";
    private static final String BLACK = "#0d1218";

    /// Lines are on the far side of the ground from the text, so that they do not run into it.
    enum Hue {
        SKY("#56b4e9", BLACK, "#b4def7", 74), VERMILLION("#d55e00", BLACK, "#ff9f5c", 166),
        YELLOW("#f0e442", BLACK, "#b8ab14", 227), BLUE("#0072b2", WHITE, "#004a78", 25),
        ORANGE("#e69f00", BLACK, "#ffd27a", 214), GREEN("#009e73", BLACK, "#5fd4b1", 36),
        PINK("#cc79a7", BLACK, "#f0cfe0", 175);

        private final String fill;
        private final String ink;
        private final String line;
        private final int terminal;

        Hue(String fill, String ink, String line, int terminal) {
            this.fill = fill;
            this.ink = ink;
            this.line = line;
            this.terminal = terminal;
        }
    }

    enum Pattern {
        PLAIN(""), RISING("M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2"), DOTS("M1.5,1.5 h1 M4.5,4.5 h1"),
        LEVEL("M0,1.5 h6 M0,4.5 h6"), FALLING("M-1,5 l2,2 M0,0 l6,6 M5,-1 l2,2"), UPRIGHT("M1.5,0 v6 M4.5,0 v6");

        private final String path;

        Pattern(String path) {
            this.path = path;
        }

        /// Strokes in a square of 6 units; empty for none.
        String path() {
            return path;
        }
    }

    private static final List<Hue> HUES = List.of(Hue.values());
    private static final List<Pattern> PATTERNS = List.of(Pattern.values());

    private Palette() {}

    /// 42 looks, then the same again.
    static int size() {
        return HUES.size() * PATTERNS.size();
    }

    static Look look(int pod) {
        return new Look(HUES.get(pod % HUES.size()), PATTERNS.get(pod % PATTERNS.size()));
    }
}
