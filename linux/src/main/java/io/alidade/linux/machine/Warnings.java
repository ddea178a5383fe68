package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.tree.TreeProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Collects the warnings of one discovery. What can happen to every file or NUMA node is shown once per kind, with the
/// first place and a count, so that a broken tree gives a few lines and not a million.
public final class Warnings {
    private static final int MAX_SHOWN_CHARACTERS = 40;

    private record Repeated(String first, int more) {}

    private final Map<DiscoveryWarning.Kind, Repeated> repeated = new EnumMap<>(DiscoveryWarning.Kind.class);
    private final List<DiscoveryWarning> single = new ArrayList<>();

    public void add(DiscoveryWarning.Kind kind, String message) {
        single.add(new DiscoveryWarning(kind, message));
    }

    /// Adds the warning if there are CPUs that it is about.
    public void addFor(CpuSet cpus, DiscoveryWarning.Kind kind, String message) {
        if (!cpus.isEmpty()) {
            add(kind, (cpus.size() == 1 ? "CPU " : "CPUs ") + cpus.toListString() + ": " + message);
        }
    }

    /// Adds a warning of which only the first of its kind is shown. `message` ends without a full stop.
    public void addRepeated(DiscoveryWarning.Kind kind, String message) {
        repeated.merge(kind, new Repeated(message, 0), (old, next) -> new Repeated(old.first, old.more + 1));
    }

    void malformed(String path, String text) {
        addRepeated(DiscoveryWarning.Kind.MALFORMED_FILE,
                path + " holds \"" + shown(text) + "\"; treated as missing");
    }

    void problem(TreeProblem problem) {
        DiscoveryWarning.Kind kind = switch (problem.kind()) {
            case LINK_OUT_OF_ROOT -> DiscoveryWarning.Kind.LINK_OUT_OF_ROOT;
            case WRONG_TYPE -> DiscoveryWarning.Kind.WRONG_FILE_TYPE;
            case UNREADABLE -> DiscoveryWarning.Kind.UNREADABLE_FILE;
            case TOO_LARGE -> DiscoveryWarning.Kind.FILE_TOO_LARGE;
            case TOO_MANY_ENTRIES -> DiscoveryWarning.Kind.DIRECTORY_TOO_LARGE;
            case REFUSED_ENTRY -> DiscoveryWarning.Kind.ARCHIVE_ENTRY_REFUSED;
        };
        String treatment = problem.kind() == TreeProblem.Kind.TOO_MANY_ENTRIES
                ? "; those beyond are left out"
                : "; treated as missing";
        addRepeated(kind, problem.path() + " " + problem.detail() + treatment);
    }

    /// The first warning after a blank, or nothing: perhaps the reason of a failure.
    String first() {
        return toList().stream().map(warning -> " " + warning.message()).findFirst().orElse("");
    }

    List<DiscoveryWarning> toList() {
        List<DiscoveryWarning> all = new ArrayList<>(single);
        repeated.forEach((kind, message) -> all.add(new DiscoveryWarning(kind,
                message.first + (message.more > 0 ? ", and " + message.more + " more like it." : "."))));
        all.sort(Comparator.comparing(DiscoveryWarning::kind));
        return List.copyOf(all);
    }

    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), MAX_SHOWN_CHARACTERS); i++) {
            char c = text.charAt(i);
            shown.append(c >= ' ' && c < 0x7f ? String.valueOf(c) : String.format(Locale.ROOT, "\\x%02x", (int) c));
        }
        return text.length() > MAX_SHOWN_CHARACTERS ? shown.append("...").toString() : shown.toString();
    }
}
