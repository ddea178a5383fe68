package io.alidade.agent.log;

import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Value;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// The log of an agent. Each entry is one line: time, level, what happened, then details by name.
///
/// For any thread.
public final class AgentLog {
    private static final Pattern PLAIN = Pattern.compile("[!#-~&&[^{\\[]]+");

    private final Consumer<String> lines;
    private final LogFormat format;
    private final InstantSource clock;

    /// @param lines takes each line, without its end; called by one thread at a time
    public AgentLog(Consumer<String> lines, LogFormat format, InstantSource clock) {
        this.lines = lines;
        this.format = format;
        this.clock = clock;
    }

    /// Something that is as it should be.
    public void info(String event, Value.Builder details) {
        write("info", event, details.build());
    }

    /// Something that somebody should look at.
    public void warn(String event, Value.Builder details) {
        write("warn", event, details.build());
    }

    private synchronized void write(String level, String event, Value.Mapping details) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        lines.accept(switch (format) {
            case JSON -> {
                Value.Builder line = Value.mapping().with("time", now.toString()).with("level", level).with("event",
                        event);
                details.fields().forEach(line::with);
                yield DocumentWriter.toCompactJson(line.build());
            }
            case TEXT -> {
                StringBuilder line = new StringBuilder(now.toString()).append(' ').append(level).append(' ')
                        .append(event);
                details.fields().forEach(
                        (name, value) -> line.append(' ').append(name).append('=').append(text(value)));
                yield line.toString();
            }
        });
    }

    /// A text without blanks as it is, everything else as JSON.
    private static String text(Value value) {
        return value instanceof Value.Text(String text) && PLAIN.matcher(text).matches() ? text
                : DocumentWriter.toCompactJson(value);
    }
}
