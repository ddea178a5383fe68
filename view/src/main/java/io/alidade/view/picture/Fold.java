package io.alidade.view.picture;

import io.alidade.view.IdLists;
import io.alidade.view.picture.Scene.Bar;
import io.alidade.view.picture.Scene.Chip;
import io.alidade.view.picture.Scene.CpuPart;
import io.alidade.view.picture.Scene.DeviceGroup;
import io.alidade.view.picture.Scene.Distances;
import io.alidade.view.picture.Scene.Group;
import io.alidade.view.picture.Scene.NumaPart;
import io.alidade.view.picture.Scene.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Makes large machines small: NUMA nodes that are alike become one part, which says how many they are and what all of
/// them have together.
///
/// Memory without CPUs is folded when there are more than four such NUMA nodes; all others only on a machine with more
/// than [MachineScene#MOST_NUMA_NODES] parts. What differs stays apart, unless there would be more than that many kinds.
final class Fold {
    private static final int MOST_BARE = 4;
    private static final int NEAR = 16;

    private Fold() {}

    static Scene of(Scene scene) {
        List<Group> groups = new ArrayList<>();
        for (Group group : scene.groups()) {
            boolean bare = group.parts().stream().allMatch(part -> part.cpus() instanceof CpuPart.None);
            groups.add(bare && group.parts().size() > MOST_BARE ? new Group(group.label(), alike(group.parts(), false))
                    : group);
        }
        boolean manyLeft = count(groups) > MachineScene.MOST_NUMA_NODES;
        if (manyLeft) {
            List<NumaPart> parts = groups.stream().flatMap(group -> group.parts().stream()).map(Fold::counted).toList();
            List<NumaPart> folded = alike(parts, false);
            groups = List.of(new Group("", folded.size() > MachineScene.MOST_NUMA_NODES ? alike(parts, true) : folded));
        }
        List<String> notes = new ArrayList<>(scene.notes());
        boolean many = scene.distances().ids().size() > MachineScene.MOST_NUMA_NODES;
        if (many) {
            notes.add(distances(scene.distances()));
        }
        return new Scene(scene.title(), scene.summary(), scene.kubelet(), groups, scene.elsewhere(),
                many ? Distances.NONE : scene.distances(), scene.pods(), notes);
    }

    private static int count(List<Group> groups) {
        return groups.stream().mapToInt(group -> group.parts().size()).sum();
    }

    private static String distances(Distances distances) {
        SortedSet<Integer> own = new TreeSet<>();
        SortedSet<Integer> others = new TreeSet<>();
        for (int i = 0; i < distances.ids().size(); i++) {
            for (int j = 0; j < distances.ids().size(); j++) {
                (i == j ? own : others).add(distances.rows().get(i).get(j));
            }
        }
        return "Distances of the NUMA nodes: " + range(own) + " to itself, " + range(others) + " to others.";
    }

    private static String range(SortedSet<Integer> values) {
        return values.size() == 1 ? Integer.toString(values.first()) : values.first() + " to " + values.last();
    }

    /// The same part with its CPUs counted.
    private static NumaPart counted(NumaPart part) {
        if (!(part.cpus() instanceof CpuPart.Cells cells)) {
            return part;
        }
        Map<Use, Long> counts = new TreeMap<>(Use.ORDER);
        Scene.cells(cells).forEach(cell -> counts.merge(cell.use(), 1L, Long::sum));
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        List<Slice> slices = new ArrayList<>();
        counts.forEach((use, count) -> slices.add(new Slice(use, count, Long.toString(count))));
        return new NumaPart(part.ids(), part.label(), part.detail(),
                new CpuPart.Counted(new Bar("CPUs", Long.toString(total), total, slices)), part.bars(),
                part.devices());
    }

    /// Joins parts that are alike, in the order of the first of each; with `anyUse` whoever uses them.
    private static List<NumaPart> alike(List<NumaPart> parts, boolean anyUse) {
        List<List<NumaPart>> kinds = new ArrayList<>();
        Map<List<Object>, List<List<NumaPart>>> byForm = new HashMap<>();
        for (NumaPart part : parts) {
            List<List<NumaPart>> same = byForm.computeIfAbsent(form(part, anyUse), _ -> new ArrayList<>());
            List<NumaPart> kind = same.stream().filter(some -> isNear(some.getFirst(), part)).findFirst()
                    .orElseGet(() -> {
                        List<NumaPart> another = new ArrayList<>();
                        same.add(another);
                        kinds.add(another);
                        return another;
                    });
            kind.add(part);
        }
        return kinds.stream().map(Fold::join).toList();
    }

    /// Memory of like NUMA nodes differs by what firmware and kernel have taken of it.
    private static boolean isNear(NumaPart part, NumaPart other) {
        for (int i = 0; i < part.bars().size(); i++) {
            long total = part.bars().get(i).total();
            if (Math.abs(total - other.bars().get(i).total()) > total / NEAR) {
                return false;
            }
        }
        return true;
    }

    private static List<Object> form(NumaPart part, boolean anyUse) {
        List<Object> form = new ArrayList<>(List.of(part.detail(), part.bars().stream().map(Bar::label).toList(),
                part.devices().stream().map(group -> List.of(group.label(), group.chips().size())).toList()));
        if (part.cpus() instanceof CpuPart.Counted counted) {
            form.add(anyUse ? counted.bar().total() : counted.bar().slices());
        }
        if (!anyUse) {
            // Who uses the memory counts, not how much of it.
            form.add(part.bars().stream().map(bar -> bar.slices().stream().map(Slice::use).toList()).toList());
            form.add(part.devices().stream().flatMap(group -> group.chips().stream()).map(Chip::use).toList());
        }
        return form;
    }

    private static NumaPart join(List<NumaPart> parts) {
        NumaPart first = parts.getFirst();
        if (parts.size() == 1) {
            return first;
        }
        List<Integer> ids = parts.stream().flatMap(part -> part.ids().stream()).sorted().toList();
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < first.bars().size(); i++) {
            int index = i;
            bars.add(sum(parts.stream().map(part -> part.bars().get(index)).toList(), true));
        }
        CpuPart cpus = first.cpus() instanceof CpuPart.Counted ? new CpuPart.Counted(
                sum(parts.stream().map(part -> ((CpuPart.Counted) part.cpus()).bar()).toList(), false)) : first.cpus();
        boolean bare = first.cpus() instanceof CpuPart.None;
        String each = first.detail().isEmpty() || bare ? first.detail() : first.detail() + " each";
        String no = bare ? "no CPUs" : "";
        return new NumaPart(ids, "NUMA nodes " + IdLists.text(ids),
                String.join(" · ", List.of(Integer.toString(ids.size()) + " alike", each, no).stream()
                        .filter(text -> !text.isEmpty()).toList()),
                cpus, bars, devices(parts));
    }

    private static Bar sum(List<Bar> bars, boolean bytes) {
        Map<Use, Long> amounts = new TreeMap<>(Use.ORDER);
        bars.forEach(bar -> bar.slices().forEach(slice -> amounts.merge(slice.use(), slice.amount(), Fold::plus)));
        long total = amounts.values().stream().reduce(0L, Fold::plus);
        List<Slice> slices = new ArrayList<>();
        amounts.forEach((use, amount) -> slices
                .add(new Slice(use, amount, bytes ? Counts.bytes(amount) : Long.toString(amount))));
        Bar first = bars.getFirst();
        boolean same = bars.stream().allMatch(bar -> bar.amount().equals(first.amount()));
        String all = bytes ? Counts.bytes(total) : Long.toString(total);
        return new Bar(first.label(), bars.size() + " × " + (same ? "" : "about ") + first.amount() + " = " + all,
                total,
                slices);
    }

    private static long plus(long left, long right) {
        long sum = left + right;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private static List<DeviceGroup> devices(List<NumaPart> parts) {
        Map<String, List<Chip>> chips = new LinkedHashMap<>();
        parts.forEach(part -> part.devices().forEach(
                group -> chips.computeIfAbsent(group.label(), _ -> new ArrayList<>()).addAll(group.chips())));
        List<DeviceGroup> groups = new ArrayList<>();
        chips.forEach((label, all) -> groups.add(new DeviceGroup(label, DeviceShelf.counted(all))));
        return groups;
    }
}
