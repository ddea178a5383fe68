package io.alidade.view.picture;

import io.alidade.view.TextStyle;
import io.alidade.view.picture.Scene.Bar;
import io.alidade.view.picture.Scene.Chip;
import io.alidade.view.picture.Scene.Core;
import io.alidade.view.picture.Scene.CoreGroup;
import io.alidade.view.picture.Scene.CpuPart;
import io.alidade.view.picture.Scene.DeviceGroup;
import io.alidade.view.picture.Scene.Group;
import io.alidade.view.picture.Scene.NumaPart;
import io.alidade.view.picture.Scene.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A [Scene] in characters: one for each CPU, the CPUs of a core together, `│` between groups of cores.
final class BlockPicture {
    private static final int BAR = 32;
    private static final int LABEL = 14;

    private final Scene scene;
    private final TextStyle style;
    private final StringBuilder out = new StringBuilder();

    private BlockPicture(Scene scene, TextStyle style) {
        this.scene = scene;
        this.style = style;
    }

    static String of(Scene scene, TextStyle style) {
        BlockPicture picture = new BlockPicture(scene, style);
        picture.write();
        return picture.out.toString();
    }

    /// Characters that stay together, each with its use.
    private record Run(List<Use> uses) {
        int width() {
            return uses.size();
        }
    }

    private void write() {
        line(0, scene.title() + " · " + scene.summary());
        for (Group group : scene.groups()) {
            if (!group.label().isEmpty()) {
                line(0, group.label());
            }
            group.parts().forEach(this::part);
        }
        if (!scene.elsewhere().isEmpty()) {
            line(0, "not on one NUMA node");
            scene.elsewhere().forEach(this::devices);
        }
        scene.notes().forEach(note -> line(0, note));
        legend();
    }

    private void part(NumaPart part) {
        line(2, part.label() + (part.detail().isEmpty() ? "" : " · " + part.detail()));
        switch (part.cpus()) {
            case CpuPart.None _ -> {}
            case CpuPart.Cells cells -> cells.groups().forEach(group -> cores(group, cells.groups().size() > 1));
            case CpuPart.Counted counted -> bar(counted.bar());
        }
        part.bars().forEach(this::bar);
        part.devices().forEach(this::devices);
    }

    /// Cores of a group in lines, with the numbers of their first and last CPU before them.
    private void cores(CoreGroup group, boolean several) {
        List<Run> runs = group.cores().stream()
                .map(core -> new Run(core.cells().stream().map(Scene.Cell::use).toList())).toList();
        int indent = 4;
        List<Core> line = new ArrayList<>();
        int width = 0;
        for (int i = 0; i < runs.size(); i++) {
            if (!line.isEmpty() && indent + LABEL + 1 + width + runs.get(i).width() > style.columns()) {
                coreLine(line, several ? group.label() : "");
                line.clear();
                width = 0;
            }
            line.add(group.cores().get(i));
            width += runs.get(i).width() + 1;
        }
        coreLine(line, group.label());
    }

    private void coreLine(List<Core> cores, String label) {
        int first = cores.getFirst().cells().getFirst().cpu();
        int last = cores.getLast().cells().getFirst().cpu();
        String ids = first == last ? "core " + first : "cores " + first + "-" + last;
        out.append("    ").append(padded(ids, LABEL)).append(' ');
        out.append(cores.stream()
                .map(core -> painted(core.cells().stream().map(Scene.Cell::use).toList()))
                .collect(Collectors.joining(" ")));
        out.append(label.isEmpty() ? "" : "  " + label).append('\n');
    }

    private void bar(Bar bar) {
        List<Use> uses = new ArrayList<>();
        long sum = 0;
        for (Slice slice : bar.slices()) {
            sum += slice.amount();
            int end = (int) Math.round((double) sum / bar.total() * BAR);
            int least = Math.min(BAR, uses.size() + 1);
            while (uses.size() < Math.max(end, least)) {
                uses.add(slice.use());
            }
        }
        List<String> amounts = new ArrayList<>(List.of(bar.amount()));
        if (bar.slices().size() > 1) {
            bar.slices().forEach(slice -> amounts.add(symbol(slice.use()) + " " + slice.text()));
        }
        out.append("    ").append(padded(bar.label(), LABEL)).append(' ').append(painted(uses)).append("  ")
                .append(String.join("  ", amounts)).append('\n');
    }

    private void devices(DeviceGroup group) {
        StringBuilder text = new StringBuilder("    " + padded(group.label(), LABEL));
        int width = text.length();
        for (Chip chip : group.chips()) {
            int more = 3 + (int) chip.text().codePoints().count();
            if (width + more > style.columns() && width > LABEL + 4) {
                out.append(text).append('\n');
                text.setLength(0);
                text.append(" ".repeat(LABEL + 4));
                width = LABEL + 4;
            }
            text.append(' ').append(painted(List.of(chip.use()))).append(' ').append(chip.text());
            width += more;
        }
        out.append(text).append('\n');
    }

    private void legend() {
        for (ShownPod pod : scene.pods()) {
            if (pod.holdsSomething()) {
                out.append(painted(List.of(Use.heldBy(pod.index())))).append(' ').append(pod.name()).append(": ")
                        .append(Counts.of(pod)).append('\n');
            }
        }
        String key = scene.kinds().stream().filter(kind -> kind != Use.Kind.HELD)
                .map(kind -> symbol(new Use(kind, -1)) + " " + kind.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("  "));
        line(0, key);
    }

    private void line(int indent, String text) {
        out.append(" ".repeat(indent)).append(text).append('\n');
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - (int) text.codePoints().count()));
    }

    /// One character each, runs of the same use in one colour.
    private String painted(List<Use> uses) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < uses.size(); i++) {
            Use use = uses.get(i);
            boolean starts = i == 0 || !uses.get(i - 1).equals(use);
            boolean ends = i == uses.size() - 1 || !uses.get(i + 1).equals(use);
            boolean colours = style.colour() && use.kind() == Use.Kind.HELD;
            if (colours && starts) {
                Palette.Look look = Palette.look(use.pod());
                text.append("\u001b[48;5;").append(look.terminal()).append(";38;5;").append(look.isDark() ? 231 : 16)
                        .append('m');
            }
            text.append(symbol(use));
            if (colours && ends) {
                text.append("\u001b[0m");
            }
        }
        return text.toString();
    }

    private static String symbol(Use use) {
        return switch (use.kind()) {
            case HELD -> ShownPod.letter(use.pod());
            case FREE -> "·";
            case RESERVED -> "#";
            case SHARED -> "~";
            case OTHER -> "!";
            case PRESENT -> "□";
        };
    }
}
