package io.alidade.kube.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds the name that was probably meant: one that differs in case or in one or two letters.
public final class Spelling {
    private static final int MOST_EDITS = 2;

    private Spelling() {}

    /// The closest of the known names, the first in order of equally close ones; nothing when none is close. Case does not
    /// count.
    public static Optional<String> closest(String name, Collection<String> known) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return known.stream().filter(candidate -> edits(candidate.toLowerCase(Locale.ROOT), wanted) <= MOST_EDITS)
                .min(Comparator.<String>comparingInt(candidate -> edits(candidate.toLowerCase(Locale.ROOT), wanted))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /// The edit distance, or one more than counts where it is certainly above that.
    private static int edits(String left, String right) {
        if (Math.abs(left.length() - right.length()) > MOST_EDITS) {
            return MOST_EDITS + 1;
        }
        int[] row = new int[right.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}
