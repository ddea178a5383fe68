package io.alidade.plan.fleet.workload;

import io.alidade.kube.document.Fields;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Spans of time as people write them: `90s`, `15m`, `2h`, `7d`.
final class TimeSpans {
    private static final Pattern SPAN = Pattern.compile("([0-9]{1,9})(s|m|h|d)");

    private TimeSpans() {}

    static Optional<Duration> read(Fields fields, String key) {
        return fields.string(key).map(text -> {
            Matcher span = SPAN.matcher(text);
            if (!span.matches()) {
                fields.report(key, "is " + fields.describe(key) + ", not a span of time.", "Write 90s, 15m, 2h or 7d.");
                return Duration.ZERO;
            }
            long count = Long.parseLong(span.group(1));
            return switch (span.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        });
    }
}
