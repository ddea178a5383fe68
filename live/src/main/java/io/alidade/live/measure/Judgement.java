package io.alidade.live.measure;

import java.util.Locale;

/// What may be said of figures.
///
/// @param about what was compared: `read, 1 core`, `command, spread`, `machine`
/// @param text  the same in a sentence
public record Judgement(String about, Outcome outcome, String text) {
    /// How a comparison ended.
    public enum Outcome {
        /// There is a difference beyond the spread.
        DIFFERENT,
        /// There is none beyond the spread.
        ALIKE,
        /// The rounds are too far apart, or too few.
        TOO_NOISY,
        /// There is nothing to compare.
        NOTHING_TO_COMPARE,
        /// Figures of an emulated machine say nothing of a real one.
        EMULATED,
        /// What one has to know of the machine.
        KNOW;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
