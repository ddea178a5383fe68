package io.alidade.view.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.view.picture.Palette.Look;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PaletteTest {
    private static final double SEEN = 0.08;
    private static final double READABLE = 4.5;

    @Test
    void look_ofTwelvePods_differsInLuminanceOrPattern() {
        for (int i = 0; i < 12; i++) {
            for (int j = i + 1; j < 12; j++) {
                Look one = Palette.look(i);
                Look other = Palette.look(j);
                boolean differ = one.pattern() != other.pattern()
                        || Math.abs(luminance(one.fill()) - luminance(other.fill())) > SEEN;
                assertThat(differ).as("pods %d and %d: %s, %s", i, j, one, other).isTrue();
            }
        }
    }

    @Test
    void look_ofNeighbours_differsInLuminance() {
        for (int i = 0; i < Palette.size(); i++) {
            assertThat(Math.abs(luminance(Palette.look(i).fill()) - luminance(Palette.look(i + 1).fill())))
                    .as("pods %d and %d", i, i + 1).isGreaterThan(0.02);
        }
    }

    @Test
    void look_everyOne_isThereOnceAndReadable() {
        Set<Look> looks = new HashSet<>();
        for (int i = 0; i < Palette.size(); i++) {
            Look look = Palette.look(i);
            looks.add(look);
            double ground = luminance(look.fill());
            double ink = luminance(look.ink());
            assertThat((Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05)).as("%s", look)
                    .isGreaterThan(READABLE);
        }
        assertThat(looks).hasSize(Palette.size());
        assertThat(Palette.look(Palette.size())).isEqualTo(Palette.look(0));
    }

    /// The relative luminance of a colour, 0 to 1, as WCAG 2 defines it.
    private static double luminance(String colour) {
        double red = channel(colour.substring(1, 3));
        double green = channel(colour.substring(3, 5));
        double blue = channel(colour.substring(5, 7));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    }

    private static double channel(String hex) {
        double value = Integer.parseInt(hex, 16) / 255.0;
        return value <= 0.03928 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
