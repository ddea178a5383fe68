package io.alidade.kube.paste;

import io.alidade.kube.document.BadInput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `lstopo` as a text, of hwloc 1 to 3: a tree by indentation, ` + ` between what stands in one line.
///
/// The NUMA node of a CPU is the nearest one: around it (hwloc 1), or the first beside it that is ordinary memory (since
/// hwloc 2). Where no NUMA node is near, the CPU's is not told: hwloc leaves out those without memory.
final class LstopoText implements SectionReader {
    private static final Pattern START = Pattern.compile("\\s{0,40}Machine (\\(.{0,300}|[LP]#[0-9].*)");
    private static final Pattern OBJECT = Pattern
            .compile("([A-Z][A-Za-z0-9]{0,20})(\\(([A-Za-z0-9]{1,20})\\))?( L#[0-9]{1,9})?( P#([0-9]{1,9}))?"
                    + "( \\((P#([0-9]{1,9}) ?)?([^)]{0,300})\\)?)?.{0,400}");
    private static final Pattern DEVICE = Pattern
            .compile("\\s{0,120}(HostBridge|PCIBridge|PCI|Bridge|Block|Net|OpenFabrics|GPU|CoProc|DMA|Misc"
                    + "|Memory|MemCache|MemoryModule)\\b.*|(Special )?depth -?[0-9]{1,3}:.*");
    private static final Pattern SIZE = Pattern.compile("(?:^|local=|total=| )([0-9]{1,12})(K|M|G|T)i?B");
    private static final List<
            String> FAR_MEMORY = List.of("HBM", "NVM", "GPUMemory", "SPM", "CXL", "MCDRAM", "Special");

    /// A line that is above the next ones.
    private static final class Level {
        private final int indent;
        private OptionalInt core = OptionalInt.empty();
        private OptionalInt socket = OptionalInt.empty();
        private OptionalInt l3 = OptionalInt.empty();
        /// Once a NUMA node with ordinary memory stood in or directly below this line.
        private OptionalInt numaNode = OptionalInt.empty();

        private Level(int indent) {
            this.indent = indent;
        }
    }

    @Override
    public boolean starts(PastedLines lines) {
        return START.matcher(lines.peek()).matches();
    }

    @Override
    public Told read(PastedLines lines) {
        return new Reading(lines).told();
    }

    private static final class Reading {
        private final PastedLines lines;
        private final String origin;
        private final Deque<Level> above = new ArrayDeque<>();
        private final List<Fact> facts = new ArrayList<>();
        private final TreeSet<Integer> numaNodes = new TreeSet<>();
        private int cores;
        private int sockets;
        private int caches;
        private int withoutId;

        private Reading(PastedLines lines) {
            this.lines = lines;
            this.origin = lines.origin("lstopo");
        }

        private Told told() {
            boolean isFirst = true;
            while (lines.hasNext() && !lines.isPrompt() && (isFirst || !START.matcher(lines.peek()).matches())) {
                String line = lines.peek();
                if (!DEVICE.matcher(line).matches() && !line(line)) {
                    break;
                }
                isFirst = false;
                lines.advance();
            }
            if (withoutId > 0) {
                throw new BadInput(origin + ": " + withoutId + " PUs have no P#, so no CPU has an id.",
                        "Run lstopo without -l.");
            }
            return new Told(origin, facts, List.of());
        }

        private boolean line(String line) {
            String text = line.stripLeading();
            Level level = new Level(line.length() - text.length());
            while (!above.isEmpty() && above.getLast().indent >= level.indent) {
                above.removeLast();
            }
            for (String part : text.split(" \\+ ", -1)) {
                Matcher object = OBJECT.matcher(part);
                if (!object.matches()
                        || (object.group(4) == null && object.group(5) == null && object.group(7) == null)) {
                    return false;
                }
                object(level, object);
            }
            above.addLast(level);
            return true;
        }

        private void object(Level level, Matcher object) {
            String id = object.group(6) != null ? object.group(6) : object.group(9);
            OptionalInt number = id == null ? OptionalInt.empty() : CpuLists.id(id);
            String attributes = object.group(10) == null ? "" : object.group(10);
            switch (object.group(1)) {
                case "Package", "Socket" -> level.socket = OptionalInt.of(sockets++);
                case "Core" -> level.core = OptionalInt.of(cores++);
                case "L3", "L3Cache" -> level.l3 = OptionalInt.of(caches++);
                case "NUMANode" -> numaNode(level, number, object.group(3), attributes);
                case "PU" -> {
                    if (number.isPresent()) {
                        place(level, number.getAsInt());
                    } else {
                        withoutId++;
                    }
                }
                default -> {
                    // Dies, groups and other caches say nothing that is used here.
                }
            }
        }

        private void numaNode(Level level, OptionalInt id, @Nullable String subtype,
                String attributes) {
            if (id.isEmpty() || !numaNodes.add(id.getAsInt())) {
                return;
            }
            size(attributes).ifPresent(amount -> facts.add(new Fact.NumaNodeMemory(id.getAsInt(), amount)));
            boolean isOrdinary = subtype == null || !FAR_MEMORY.contains(subtype);
            Level parent = above.isEmpty() ? level : above.getLast();
            if (isOrdinary && parent.numaNode.isEmpty()) {
                parent.numaNode = id;
            }
            if (isOrdinary) {
                level.numaNode = id;
            }
        }

        private void place(Level level, int cpu) {
            OptionalInt core = level.core;
            OptionalInt socket = level.socket;
            OptionalInt l3 = level.l3;
            OptionalInt numaNode = level.numaNode;
            for (Level one : above.reversed()) {
                core = core.isPresent() ? core : one.core;
                socket = socket.isPresent() ? socket : one.socket;
                l3 = l3.isPresent() ? l3 : one.l3;
                numaNode = numaNode.isPresent() ? numaNode : one.numaNode;
            }
            facts.add(new Fact.CpuPlace(cpu, core, socket, OptionalInt.empty(), l3));
            numaNode.ifPresent(id -> facts.add(new Fact.CpuNear(cpu, id)));
        }
    }

    private static Optional<PrintedBytes> size(String attributes) {
        Matcher size = SIZE.matcher(attributes);
        if (!size.find()) {
            return Optional.empty();
        }
        int shift = switch (size.group(2)) {
            case "K" -> 10;
            case "M" -> 20;
            case "G" -> 30;
            default -> 40;
        };
        long units = Long.parseLong(size.group(1));
        if (units > Long.MAX_VALUE >> (shift + 1)) {
            return Optional.empty();
        }
        return Optional
                .of(shift == 10 ? PrintedBytes.exactly(units << shift) : PrintedBytes.around(units, 1L << shift));
    }
}
