package io.alidade.kube.paste;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `lscpu` as it prints for people, in all of its generations: `Key:   value`, nested or not, any lines of it left out.
final class LscpuText implements SectionReader {
    private static final Pattern START = Pattern
            .compile("\\s{0,40}(Architecture|CPU op-mode\\(s\\)|CPU\\(s\\)|On-line CPU\\(s\\) list"
                    + "|Thread\\(s\\) per core|Core\\(s\\) per socket|Socket\\(s\\)|NUMA node\\(s\\)|NUMA node[0-9]{1,9} CPU\\(s\\)"
                    + "|Model name|Vendor ID|L3 cache):(\\s.*)?");
    private static final Pattern LINE = Pattern.compile("\\s{0,40}([A-Z][^:]{0,80}):(\\s+(.*))?");
    /// A value that a terminal was too narrow for.
    private static final Pattern CONTINUATION = Pattern.compile("\\s{8,}\\S.*");

    @Override
    public boolean starts(PastedLines lines) {
        return START.matcher(lines.peek()).matches();
    }

    @Override
    public Told read(PastedLines lines) {
        CpuSummary summary = new CpuSummary(lines.origin("lscpu"));
        String key = "";
        StringBuilder value = new StringBuilder();
        while (lines.hasNext() && !lines.isPrompt() && !NodeDescription.isStart(lines)) {
            Matcher line = LINE.matcher(lines.peek());
            if (line.matches()) {
                summary.add(key, value.toString().strip());
                key = line.group(1).strip();
                value.setLength(0);
                value.append(line.group(3) == null ? "" : line.group(3));
            } else if (CONTINUATION.matcher(lines.peek()).matches()) {
                // The terminal cut a word in two; only lists of CPUs matter, and they have no blanks.
                value.append(lines.peek().strip());
            } else {
                break;
            }
            lines.advance();
        }
        summary.add(key, value.toString().strip());
        return summary.told();
    }
}
