package io.alidade.view.picture;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What a picture shows. All texts are clean and short; numbers of the machine are in ascending id.
///
/// @param kubelet   version and policies, of a node
/// @param groups    sockets with their NUMA nodes; NUMA nodes without CPUs are a group of their own
/// @param elsewhere devices that are on no NUMA node or on several
/// @param distances empty rows if there are none to show
/// @param pods      all that are active, those that hold something first
/// @param notes     sentences of what is not drawn
record Scene(String title, String summary, Optional<String> kubelet, List<Group> groups, List<DeviceGroup> elsewhere,
        Distances distances,
        List<ShownPod> pods, List<String> notes) {
    Scene {
        groups = List.copyOf(groups);
        elsewhere = List.copyOf(elsewhere);
        pods = List.copyOf(pods);
        notes = List.copyOf(notes);
    }

    /// The same on a node with this kubelet.
    Scene of(String own) {
        return new Scene(title, summary, Optional.of(own), groups, elsewhere, distances, pods, notes);
    }

    /// Sockets that have NUMA nodes in common, mostly one.
    record Group(String label, List<NumaPart> parts) {
        Group {
            parts = List.copyOf(parts);
        }
    }

    /// One NUMA node, or several that are alike and drawn as one.
    ///
    /// @param detail what it has, in words
    record NumaPart(List<Integer> ids, String label, String detail, CpuPart cpus, List<Bar> bars,
            List<DeviceGroup> devices) {
        NumaPart {
            ids = List.copyOf(ids);
            bars = List.copyOf(bars);
            devices = List.copyOf(devices);
        }
    }

    /// The CPUs of a NUMA node.
    sealed interface CpuPart {
        /// There are none.
        record None() implements CpuPart {}

        /// Each as a cell.
        record Cells(List<CoreGroup> groups) implements CpuPart {
            public Cells {
                groups = List.copyOf(groups);
            }
        }

        /// Too many for cells.
        record Counted(Bar bar) implements CpuPart {}
    }

    /// Cores with a cache in common, of one kind and socket.
    ///
    /// @param label empty where it goes without saying
    /// @param boxed whether a box is drawn around them
    record CoreGroup(String label, boolean boxed, List<Core> cores) {
        CoreGroup {
            cores = List.copyOf(cores);
        }
    }

    record Core(List<Cell> cells) {
        Core {
            cells = List.copyOf(cells);
        }
    }

    /// @param hint one line for whoever points at it
    record Cell(int cpu, Use use, boolean isolated, String hint) {}

    /// An amount and who has how much of it. The slices add up to the total, as unsigned numbers below 2^63.
    ///
    /// @param amount the total in words
    record Bar(String label, String amount, long total, List<Slice> slices) {
        Bar {
            slices = List.copyOf(slices);
        }
    }

    /// @param text the amount in words
    record Slice(Use use, long amount, String text) {}

    record DeviceGroup(String label, List<Chip> chips) {
        DeviceGroup {
            chips = List.copyOf(chips);
        }
    }

    record Chip(String text, Use use, String hint) {}

    /// Distances between NUMA nodes: a row for each of `ids`, with one entry for each of them.
    record Distances(List<Integer> ids, List<List<Integer>> rows) {
        static final Distances NONE = new Distances(List.of(), List.of());

        Distances {
            ids = List.copyOf(ids);
            rows = rows.stream().map(List::copyOf).toList();
        }
    }

    /// All ways in which something is used here.
    Set<Use.Kind> kinds() {
        Set<Use.Kind> kinds = EnumSet.noneOf(Use.Kind.class);
        uses().map(Use::kind).forEach(kinds::add);
        return kinds;
    }

    private Stream<Use> uses() {
        Stream<Use> inParts = groups.stream().flatMap(group -> group.parts().stream())
                .flatMap(part -> Stream.of(uses(part.cpus()), part.bars().stream().flatMap(Scene::uses),
                        uses(part.devices())).flatMap(uses -> uses));
        return Stream.concat(inParts, uses(elsewhere));
    }

    private static Stream<Use> uses(CpuPart cpus) {
        return switch (cpus) {
            case CpuPart.None _ -> Stream.of();
            case CpuPart.Cells cells -> cells(cells).map(Cell::use);
            case CpuPart.Counted counted -> uses(counted.bar());
        };
    }

    private static Stream<Use> uses(Bar bar) {
        return bar.slices().stream().filter(slice -> slice.amount() > 0).map(Slice::use);
    }

    private static Stream<Use> uses(List<DeviceGroup> devices) {
        return devices.stream().flatMap(group -> group.chips().stream()).map(Chip::use);
    }

    static Stream<Cell> cells(CpuPart.Cells cells) {
        return cells.groups().stream().flatMap(group -> group.cores().stream()).flatMap(core -> core.cells().stream());
    }
}
