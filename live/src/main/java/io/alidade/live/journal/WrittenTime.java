package io.alidade.live.journal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/// A time of the years 0 to 9999, as [Instant#toString] writes it. It is read without a formatter, which would take a quarter of
/// reading a record.
final class WrittenTime {
    private static final String FORM = "0000-00-00T00:00:00";
    private static final int YEAR = 0;
    private static final int MONTH = 5;
    private static final int DAY = 8;
    private static final int HOUR = 11;
    private static final int MINUTE = 14;
    private static final int SECOND = 17;
    private static final int FRACTION = FORM.length() + 1;
    private static final int NANO_DIGITS = 9;
    private static final int TEN = 10;
    private static final int HOURS = 24;
    private static final int SECONDS = 60;

    private WrittenTime() {}

    /// Reads a time, also in another form that Java knows.
    ///
    /// @throws DateTimeException if there is no such time
    static Instant read(String text) {
        return isOne(text) ? numbers(text) : Instant.parse(text);
    }

    /// Whether a text has the form. Ends of days and leap seconds, which are never written, are other forms.
    static boolean isOne(String text) {
        int end = text.length() - 1;
        if (end < FORM.length() || end > FRACTION + NANO_DIGITS || end == FRACTION || text.charAt(end) != 'Z') {
            return false;
        }
        for (int i = 0; i < end; i++) {
            char form = i < FORM.length() ? FORM.charAt(i) : i < FRACTION ? '.' : '0';
            char letter = text.charAt(i);
            if (form == '0' ? letter < '0' || letter > '9' : letter != form) {
                return false;
            }
        }
        return number(text, HOUR, MINUTE - 1) < HOURS && number(text, SECOND, FORM.length()) < SECONDS;
    }

    private static Instant numbers(String text) {
        int nanos = 0;
        for (int i = FRACTION; i < FRACTION + NANO_DIGITS; i++) {
            nanos = nanos * TEN + (i < text.length() - 1 ? text.charAt(i) - '0' : 0);
        }
        return LocalDateTime.of(number(text, YEAR, MONTH - 1), number(text, MONTH, DAY - 1),
                number(text, DAY, HOUR - 1), number(text, HOUR, MINUTE - 1), number(text, MINUTE, SECOND - 1),
                number(text, SECOND, FORM.length()), nanos).toInstant(ZoneOffset.UTC);
    }

    private static int number(String text, int start, int end) {
        return Integer.parseInt(text, start, end, TEN);
    }
}
