package io.alidade.view.page;

import io.alidade.view.xml.Names;
import io.alidade.view.xml.Xml;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// HTML that is written from above to below. Texts are escaped and cut to what anybody reads.
final class Markup {
    private static final int LONGEST_TEXT = 600;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final StringBuilder html = new StringBuilder();

    /// What is written already, as it is.
    Markup raw(String part) {
        html.append(part);
        return this;
    }

    Markup text(String text) {
        html.append(escaped(text));
        return this;
    }

    /// An element with a text and nothing else.
    ///
    /// @param tag its name, and attributes behind it
    Markup element(String tag, String text) {
        return open(tag).text(text).close(tag);
    }

    Markup open(String tag) {
        html.append('<').append(tag).append('>');
        return this;
    }

    /// @param tag its name; attributes behind it do not matter
    Markup close(String tag) {
        int end = tag.indexOf(' ');
        html.append("</").append(end < 0 ? tag : tag.substring(0, end)).append(">\n");
        return this;
    }

    /// A moment: the time of the day, with the day where that is another than that of `now`.
    Markup time(Instant at, Instant now) {
        boolean sameDay = at.truncatedTo(ChronoUnit.DAYS).equals(now.truncatedTo(ChronoUnit.DAYS));
        html.append("<time datetime=\"").append(at.truncatedTo(ChronoUnit.SECONDS)).append("\">")
                .append((sameDay ? TIME : DAY).format(at)).append("</time>");
        return this;
    }

    static String escaped(String text) {
        return Xml.text(Names.shorten(text, LONGEST_TEXT));
    }

    /// A time span in its largest unit, rounded down: `47 min`.
    static String span(Duration span) {
        return span.toHours() >= 2 ? span.toHours() + " h"
                : span.toMinutes() >= 2 ? span.toMinutes() + " min" : span.toSeconds() + " s";
    }

    /// `1 CPU`, `2 CPUs`.
    static String count(long count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
