package io.alidade.view.picture;

import io.alidade.view.picture.Piece.AmountBar;
import io.alidade.view.picture.Piece.CpuCell;
import io.alidade.view.picture.Piece.DeviceChip;
import io.alidade.view.picture.Scene.Bar;
import io.alidade.view.picture.Scene.Chip;
import io.alidade.view.picture.Scene.Core;
import io.alidade.view.picture.Scene.CoreGroup;
import io.alidade.view.picture.Scene.CpuPart;
import io.alidade.view.picture.Scene.DeviceGroup;
import io.alidade.view.picture.Scene.NumaPart;
import java.util.ArrayList;
import java.util.List;

/// Boxes of NUMA nodes: heading, cores, bars, devices.
///
/// @param groupColumns groups of cores beside each other
/// @param coreColumns  cores beside each other in a group
/// @param cellWidth    of every CPU of the machine
record PartBoxes(int groupColumns, int coreColumns, double cellWidth) {
    private static final double LEAST_WIDTH = 128;
    private static final double MOST_TEXT = 230;
    private static final double GAP = 6;
    private static final double CHIP_GAP = 3;
    private static final int MOST_BELOW = 3;

    /// The room that a NUMA node needs at least inside of its frame.
    double leastWidth(NumaPart part) {
        double width = Math.max(LEAST_WIDTH, Font.HEADING.width(part.label()));
        for (Box cores : cores(part.cpus())) {
            width = Math.max(width, cores.width());
        }
        for (Bar bar : bars(part)) {
            width = Math.max(width, AmountBar.leastWidth(bar));
        }
        for (DeviceGroup group : part.devices()) {
            // Many devices stand in two columns at least.
            int beside = group.chips().size() > MOST_BELOW ? 2 : 1;
            width = Math.max(width, chipWidth(group) * beside + CHIP_GAP * (beside - 1));
        }
        return Math.clamp(Font.DETAIL.width(part.detail()), width, Math.max(width, MOST_TEXT));
    }

    /// The whole NUMA node in its frame.
    ///
    /// @param width of what is inside, at least [#leastWidth]
    Box part(NumaPart part, double width) {
        List<Box> boxes = new ArrayList<>();
        List<Box> heading = new ArrayList<>(List.of(new Box.Text(Font.HEADING, "ink", part.label())));
        if (!part.detail().isEmpty()) {
            heading.add(Box.paragraph(Font.DETAIL, "faint", part.detail(), width));
        }
        boxes.add(new Box.Stack(0, heading));
        boxes.addAll(cores(part.cpus()));
        for (Bar bar : bars(part)) {
            boxes.add(new AmountBar(bar, width));
        }
        for (DeviceGroup group : part.devices()) {
            boxes.add(devices(group, width));
        }
        return new Box.Frame("numa", 8, 5, new Box.Stack(GAP, boxes));
    }

    private static List<Bar> bars(NumaPart part) {
        List<Bar> bars = new ArrayList<>();
        if (part.cpus() instanceof CpuPart.Counted counted) {
            bars.add(counted.bar());
        }
        bars.addAll(part.bars());
        return bars;
    }

    private List<Box> cores(CpuPart cpus) {
        return switch (cpus) {
            case CpuPart.None _ -> List.of();
            case CpuPart.Counted _ -> List.of();
            case CpuPart.Cells cells -> List.of(new Box.Fixed(
                    new Box.Grid(groupColumns, 4, true, cells.groups().stream().map(this::group).toList())));
        };
    }

    private Box group(CoreGroup group) {
        Box grid = new Box.Grid(coreColumns, 2, false, group.cores().stream().map(this::core).toList());
        Box inner = group.label().isEmpty() ? grid
                : new Box.Stack(1, List.of(new Box.Text(Font.DETAIL, "faint", group.label()), grid));
        return group.boxed() ? new Box.Frame("group", 3, 3, inner) : inner;
    }

    private Box core(Core core) {
        List<Box> cells = core.cells().stream().map(cell -> (Box) new CpuCell(cell, cellWidth)).toList();
        int columns = cells.size() <= 2 ? 1 : 2;
        return new Box.Fixed(new Box.Frame("core", 1.5, 3, new Box.Grid(columns, 1, false, cells)));
    }

    /// The devices of one resource or kind under its name, in columns.
    static Box devices(DeviceGroup group, double width) {
        double chipWidth = chipWidth(group);
        int columns = Math.max(1, (int) ((width + CHIP_GAP) / (chipWidth + CHIP_GAP)));
        List<Box> chips = new ArrayList<>();
        for (Chip chip : group.chips()) {
            chips.add(new DeviceChip(chip, chipWidth));
        }
        return new Box.Stack(1, List.of(new Box.Text(Font.DETAIL, "ink", group.label()),
                new Box.Grid(columns, CHIP_GAP, false, chips)));
    }

    private static double chipWidth(DeviceGroup group) {
        return group.chips().stream().mapToDouble(DeviceChip::width).max().orElse(0);
    }
}
