package io.alidade.linux.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A process that cannot be mistaken for a later one with the same number. It stays the same when the process becomes
/// another program.
///
/// @param startTicks when it started, in the kernel's ticks since the machine did
/// @param boot       the id of that start of the machine
public record ProcessIdentity(long pid, long startTicks, String boot) {
    private static final Path PROC = Path.of("/proc");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+([0-9]{1,15}) kB");
    private static final int STATE = 0;
    private static final int START_TICKS = 19;

    /// This process.
    public static ProcessIdentity self() {
        return of(ProcessHandle.current().pid())
                .orElseThrow(() -> new IllegalStateException("/proc does not show this process."));
    }

    /// A process that runs; nothing if there is none of that number, or it only waits to be taken note of.
    public static Optional<ProcessIdentity> of(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"),
                    StandardCharsets.ISO_8859_1);
            // The name, in parentheses, may hold blanks and parentheses.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean hasEnded = fields[STATE].equals("Z") || fields[STATE].equals("X");
            return hasEnded ? Optional.empty()
                    : Optional.of(new ProcessIdentity(pid, Long.parseLong(fields[START_TICKS]), currentBoot()));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static String currentBoot() throws IOException {
        return Files.readString(PROC.resolve("sys/kernel/random/boot_id"), StandardCharsets.US_ASCII).strip();
    }

    /// The memory that it and the processes below it hold at this moment; 0 once it has ended.
    public long residentBytes() {
        return ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .mapToLong(process -> residentBytes(process.pid())).sum();
    }

    private static long residentBytes(long pid) {
        try {
            return Files.readAllLines(PROC.resolve(Long.toString(pid)).resolve("status"), StandardCharsets.ISO_8859_1)
                    .stream().map(RESIDENT::matcher).filter(Matcher::matches)
                    .mapToLong(matcher -> Long.parseLong(matcher.group(1)) << 10).sum();
        } catch (IOException gone) {
            return 0;
        }
    }

    /// True while it runs.
    public boolean isAlive() {
        return of(pid).filter(this::equals).isPresent();
    }
}
