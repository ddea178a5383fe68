package io.alidade.agent.runtime;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// The end of a log, as a kubelet takes it for a message about a container's end.
public final class LastWords {
    private static final int MAX_BYTES = 2048;
    private static final int MAX_LINES = 80;

    private LastWords() {}

    /// Those of a log that a container runtime writes: before each line is when and where it was printed.
    public static String ofRuntimeLog(Path log) {
        return of(log).lines().map(line -> line.replaceFirst("^\\S+ std(?:out|err) [FP] ", ""))
                .collect(Collectors.joining("\n"));
    }

    /// Empty if the log cannot be read.
    static String of(Path log) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long length = file.length();
            file.seek(Math.max(0, length - MAX_BYTES));
            byte[] end = new byte[(int) Math.min(MAX_BYTES, length)];
            file.readFully(end);
            List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size()));
        } catch (IOException none) {
            return "";
        }
    }
}
