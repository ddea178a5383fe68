package io.alidade.view.picture;

import io.alidade.view.TextStyle;
import io.alidade.view.picture.Scene.Bar;
import io.alidade.view.picture.Scene.Cell;
import io.alidade.view.picture.Scene.Core;
import io.alidade.view.picture.Scene.CoreGroup;
import io.alidade.view.picture.Scene.CpuPart;
import io.alidade.view.picture.Scene.DeviceGroup;
import io.alidade.view.picture.Scene.Group;
import io.alidade.view.picture.Scene.NumaPart;
import io.alidade.view.picture.Scene.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A [Scene] in characters: one for each CPU, the CPUs of a core together, `│` between groups of cores.
final class BlockPicture {
    private static final int BAR = 32;
    private static final int INDENT = 4;
    private static final int LABEL = 15;
    private static final String GROUPS = "│ ";

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

    /// A piece of a line that is not broken.
    ///
    /// @param width   in characters
    /// @param painted with escape sequences, if there are colours
    private record Item(int width, String painted) {
        static Item of(String text) {
            return new Item(length(text), text);
        }
    }

    private void write() {
        words(0, scene.title());
        words(0, scene.summary());
        for (Group group : scene.groups()) {
            if (!group.label().isEmpty()) {
                words(0, group.label());
            }
            group.parts().forEach(this::part);
        }
        if (!scene.elsewhere().isEmpty()) {
            words(0, "not on one NUMA node");
            scene.elsewhere().forEach(this::devices);
        }
        scene.notes().forEach(note -> words(0, note));
        legend();
    }

    private void part(NumaPart part) {
        words(2, part.label() + (part.detail().isEmpty() ? "" : " · " + part.detail()));
        switch (part.cpus()) {
            case CpuPart.None _ -> {
            }
            case CpuPart.Cells cells -> cores(cells.groups());
            case CpuPart.Counted counted -> bar(counted.bar());
        }
        part.bars().forEach(this::bar);
        part.devices().forEach(this::devices);
    }

    /// Groups with a label in lines of their own, others beside each other.
    private void cores(List<CoreGroup> groups) {
        List<CoreGroup> unnamed = new ArrayList<>();
        for (CoreGroup group : groups) {
            if (group.label().isEmpty()) {
                unnamed.add(group);
            } else {
                coreLines(group.label(), List.of(group));
            }
        }
        if (!unnamed.isEmpty()) {
            coreLines("", unnamed);
        }
    }

    private void coreLines(String label, List<CoreGroup> groups) {
        if (!label.isEmpty()) {
            words(INDENT, label);
        }
        int room = style.columns() - INDENT - LABEL - 1;
        List<Core> line = new ArrayList<>();
        List<Item> items = new ArrayList<>();
        int width = 0;
        for (CoreGroup group : groups) {
            for (Core core : group.cores()) {
                boolean starts = core.equals(group.cores().getFirst()) && !group.equals(groups.getFirst());
                int more = core.cells().size() + 1 + (starts ? GROUPS.length() : 0);
                if (!line.isEmpty() && width + more > room) {
                    coreLine(line, items);
                    line.clear();
                    items.clear();
                    width = 0;
                }
                if (starts && !line.isEmpty()) {
                    items.add(Item.of(GROUPS.strip()));
                }
                line.add(core);
                items.add(painted(core.cells().stream().map(Cell::use).toList()));
                width += more;
            }
        }
        coreLine(line, items);
    }

    private void coreLine(List<Core> cores, List<Item> items) {
        int first = cores.getFirst().cells().getFirst().cpu();
        int last = cores.getLast().cells().getFirst().cpu();
        items(first == last ? "core " + first : "cores " + first + "-" + last, items);
    }

    private void bar(Bar bar) {
        List<Use> uses = new ArrayList<>();
        long sum = 0;
        for (Slice slice : bar.slices()) {
            sum += slice.amount();
            int end = (int) Math.round((double) sum / bar.total() * BAR);
            // What is there is seen, however little.
            int least = Math.min(BAR, uses.size() + 1);
            while (uses.size() < Math.max(end, least)) {
                uses.add(slice.use());
            }
        }
        boolean divided = bar.slices().size() > 1;
        List<Item> items = new ArrayList<>(List.of(painted(uses), Item.of(bar.amount() + (divided ? ":" : ""))));
        if (divided) {
            bar.slices().forEach(slice -> items.add(marked(slice.use(), slice.text())));
        }
        items(bar.label(), items);
    }

    private void devices(DeviceGroup group) {
        items(group.label(), group.chips().stream().map(chip -> marked(chip.use(), chip.text())).toList());
    }

    private void legend() {
        for (ShownPod pod : scene.pods()) {
            String mark = pod.holdsSomething() ? painted(List.of(Use.heldBy(pod.index()))).painted() : " ";
            out.append(mark).append(' ').append(pod.name()).append(": ").append(Counts.of(pod)).append('\n');
        }
        boolean allocations = !scene.kinds().equals(Set.of(Use.Kind.PRESENT));
        words(0, scene.kinds().stream().filter(kind -> kind != Use.Kind.HELD && allocations)
                .map(kind -> symbol(new Use(kind, -1)) + " " + kind.meaning()).collect(Collectors.joining(", ")));
    }

    /// A label and items after it, in as many lines as it takes.
    private void items(String label, List<Item> items) {
        out.append(" ".repeat(INDENT)).append(padded(label));
        int width = INDENT + Math.max(LABEL, length(label));
        boolean first = true;
        for (Item item : items) {
            if (!first && width + 1 + item.width() > style.columns()) {
                out.append('\n').append(" ".repeat(INDENT + LABEL));
                width = INDENT + LABEL;
            }
            out.append(' ').append(item.painted());
            width += 1 + item.width();
            first = false;
        }
        out.append('\n');
    }

    private void words(int indent, String text) {
        if (text.isEmpty()) {
            return;
        }
        int width = 0;
        for (String word : Arrays.asList(text.split(" ", -1))) {
            boolean breaks = width > 0 && width + 1 + length(word) > style.columns();
            out.append(width == 0 ? " ".repeat(indent) : breaks ? "\n" + " ".repeat(indent + 2) : " ").append(word);
            width = (width == 0 ? indent : breaks ? indent + 2 : width + 1) + length(word);
        }
        out.append('\n');
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String padded(String text) {
        return text + " ".repeat(Math.max(0, LABEL - length(text)));
    }

    private Item marked(Use use, String text) {
        return new Item(length(text) + 2, painted(List.of(use)).painted() + " " + text);
    }

    /// One character each, runs of the same use in one colour.
    private Item painted(List<Use> uses) {
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
        return new Item(uses.size(), text.toString());
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
