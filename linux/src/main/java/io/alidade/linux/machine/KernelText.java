package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Reads the forms in which the kernel writes numbers and sets of CPUs. What is not exactly such a form is nothing.
final class KernelText {
    private static final int WORD_BITS = 32;
    private static final int WORD_DIGITS = 8;
    private static final int MAX_LONG_DIGITS = 18;

    private KernelText() {}

    /// A decimal number, perhaps negative: `-1` is how the kernel writes "unknown" for ids.
    static OptionalLong number(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        int digits = text.length() - start;
        if (digits < 1 || digits > MAX_LONG_DIGITS) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = start; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalLong.empty();
            }
            value = value * 10 + digit;
        }
        return OptionalLong.of(start == 1 ? -value : value);
    }

    /// The number behind a name, `cpu12` with prefix `cpu`; not `cpu`, `cpufreq`, `cpu01` or one above `max`.
    static OptionalInt numbered(String name, String prefix, int max) {
        if (!name.startsWith(prefix) || name.startsWith("-", prefix.length())
                || (name.startsWith("0", prefix.length()) && name.length() > prefix.length() + 1)) {
            return OptionalInt.empty();
        }
        OptionalLong number = number(name.substring(prefix.length()));
        return number.isPresent() && number.getAsLong() <= max
                ? OptionalInt.of((int) number.getAsLong())
                : OptionalInt.empty();
    }

    /// Whether a name is that of a CPU's folder, `cpu12`.
    static boolean isCpu(String name) {
        return numbered(name, "cpu", CpuSet.MAX_CPU).isPresent();
    }

    /// A list of CPUs, `0-3,8`.
    static Optional<CpuSet> list(String text) {
        try {
            return Optional.of(CpuSet.parseList(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// A map of CPUs: hexadecimal words of 32 bits, the highest first, `0000,ffffffff`. Only the first word may be shorter
    /// than 8 digits: a map whose end was cut off must not be taken for one with other CPUs. Maps that people write for a
    /// faked machine may begin with `0x`.
    static Optional<CpuSet> map(String text) {
        String[] words = text.substring(text.startsWith("0x") ? 2 : 0).split(",", -1);
        CpuSet.Builder cpus = new CpuSet.Builder();
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            if (word.isEmpty() || word.length() > WORD_DIGITS || (i > 0 && word.length() < WORD_DIGITS)) {
                return Optional.empty();
            }
            long bits = 0;
            for (int digit = 0; digit < word.length(); digit++) {
                char c = word.charAt(digit);
                int value = c < 0x80 ? Character.digit(c, 16) : -1;
                if (value < 0) {
                    return Optional.empty();
                }
                bits = bits << 4 | value;
            }
            int lowest = (words.length - 1 - i) * WORD_BITS;
            for (; bits != 0; bits &= bits - 1) {
                int cpu = lowest + Long.numberOfTrailingZeros(bits);
                if (cpu > CpuSet.MAX_CPU) {
                    return Optional.empty();
                }
                cpus.add(cpu);
            }
        }
        return Optional.of(cpus.build());
    }

    /// The value in bytes of a line such as `Node 0 MemTotal:  8387892 kB` of a `meminfo`.
    static OptionalLong kilobytes(String meminfo, String key) {
        Optional<String> value = value(meminfo, key);
        if (value.isEmpty() || !value.get().endsWith(" kB")) {
            return OptionalLong.empty();
        }
        OptionalLong number = number(value.get().substring(0, value.get().length() - 3).strip());
        return number.isPresent() && number.getAsLong() >= 0 && number.getAsLong() <= Long.MAX_VALUE / 1024
                ? OptionalLong.of(number.getAsLong() * 1024)
                : OptionalLong.empty();
    }

    /// The value of a line without a unit, `HugePages_Total:  12`.
    static OptionalLong count(String meminfo, String key) {
        Optional<String> value = value(meminfo, key);
        return value.isEmpty() ? OptionalLong.empty() : number(value.get());
    }

    private static Optional<String> value(String meminfo, String key) {
        return meminfo.lines().map(line -> {
            int start = line.indexOf(key + ":");
            boolean found = start == 0 || (start > 0 && line.charAt(start - 1) == ' ');
            return found ? line.substring(start + key.length() + 1).strip() : "";
        }).filter(value -> !value.isEmpty()).findFirst();
    }
}
