package io.alidade.live.journal;

import io.alidade.kube.document.BadInput;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A time as people write it: `2h` ago, or `2026-11-28T20:00:00Z`.
public final class PointInTime {
    private static final Pattern AGO = Pattern.compile("(\\d{1,9})([smhd])");

    private PointInTime() {}

    /// Reads one.
    ///
    /// @param what names it for people: `--since`
    /// @throws BadInput if the text is none
    public static Instant parse(String what, String text, Instant now) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long count = Long.parseLong(ago.group(1));
            return now.minus(switch (ago.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            });
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            throw new BadInput(what + " is '" + text + "', which is no time.",
                    "Write how long ago (90s, 30m, 2h, 7d), or a time such as 2026-11-28T20:00:00Z.");
        }
    }
}
