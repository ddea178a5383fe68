package io.alidade.kube.paste;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The lines of a paste, cleaned of what terminals and quotes add, and a place among them. Lines with a prompt and a command
/// are kept: they end what stands before them.
final class PastedLines {
    private static final Pattern TERMINAL_CODES = Pattern
            .compile("\u001b(\\[[0-9;?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(\u0007|\u001b\\\\)?|[@-Z\\\\^_=>])");
    private static final Pattern QUOTE = Pattern.compile("^[ \t]{0,8}(> ?){1,8}");
    private static final Pattern FENCE = Pattern.compile("[ \t]*(```|~~~).{0,40}");
    private static final String COMMANDS = "(lscpu|numactl|numastat|nvidia-smi|rocm-smi|lstopo\\S{0,20}|hwloc-ls|kubectl|oc"
            + "|cat|journalctl|uname|free|date|exit)";
    private static final String BEFORE = "(sudo\\s+|time\\s+|[A-Z_]{1,20}=\\S{0,40}\\s+|\\S{0,40}/){0,4}";
    /// `[root@n1 ~]#`, `root@n1:~$`, `n1:/ #`.
    private static final String HOST = "(\\(\\S{1,40}\\)\\s*)?(\\[[^\\]]{1,80}\\]|[A-Za-z0-9_.-]{1,40}@[A-Za-z0-9_.-]{1,80}(:\\S{0,200})?"
            + "|[A-Za-z0-9_.-]{1,80}:\\S{1,200})\\s{0,2}[#$%>]";
    private static final Pattern PROMPT = Pattern
            .compile("\\s*(" + HOST + "(\\s.*)?|([#$%>]|❯|➜)\\s*" + BEFORE + COMMANDS
                    + "(\\s.*)?|" + BEFORE + COMMANDS + "(\\s+(-\\S+|get|describe|topo|\\|).*)?)");

    private static final int LONGEST_PROMPT = 1_000;

    private final String source;
    private final List<String> lines;
    private int next;

    PastedLines(String source, String text) {
        this.source = source;
        this.lines = new ArrayList<>();
        for (String line : text.split("\r\n|\n|\r", -1)) {
            lines.add(clean(line));
        }
        // Code in Markdown, or a paste into an indented field.
        int indent = lines.stream().filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min().orElse(0);
        if (indent > 0 && !lines.stream().allMatch(line -> line.isBlank() || line.startsWith("\t"))) {
            lines.replaceAll(line -> line.isBlank() ? line : line.substring(indent));
        }
    }

    private static String clean(String line) {
        String plain = line.indexOf('\u001b') >= 0 ? TERMINAL_CODES.matcher(line).replaceAll("") : line;
        plain = plain.indexOf('\u00a0') >= 0 ? plain.replace('\u00a0', ' ') : plain;
        plain = QUOTE.matcher(plain).replaceFirst("");
        return FENCE.matcher(plain).matches() ? "" : plain.stripTrailing();
    }

    boolean hasNext() {
        return next < lines.size();
    }

    /// The next line, which stays the next.
    String peek() {
        return lines.get(next);
    }

    /// A line further on; empty behind the end.
    String peek(int ahead) {
        return next + ahead < lines.size() ? lines.get(next + ahead) : "";
    }

    void advance() {
        next++;
    }

    /// How many lines there are.
    int count() {
        return lines.size();
    }

    /// The number of the next line, from 1.
    int number() {
        return next + 1;
    }

    String source() {
        return source;
    }

    /// The next line as the origin of what a tool tells.
    String origin(String tool) {
        return tool + " (" + source + ", line " + number() + ")";
    }

    boolean isBlank() {
        return peek().isBlank();
    }

    boolean isPrompt() {
        return isPrompt(peek());
    }

    static boolean isPrompt(String line) {
        return line.length() <= LONGEST_PROMPT && PROMPT.matcher(line).matches();
    }
}
