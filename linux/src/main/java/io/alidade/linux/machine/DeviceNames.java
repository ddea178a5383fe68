package io.alidade.linux.machine;

import io.alidade.linux.tree.MachineTree;
import io.alidade.linux.tree.TreeDirectory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the system calls a PCI function: the entries of its folders `net`, `infiniband`, `nvme`, `drm` (cards, not their
/// connectors), `accel`, `ve` (vector engines) and `block`, also below a virtio device. The disks of storage controllers are deeper, so they come
/// from the links in `/sys/block`.
///
/// A name made of a hardware address (`enx0a1b2c3d4e5f`) is left out: it identifies the machine, and whoever has the machine
/// finds it by the PCI address.
public final class DeviceNames {
    private static final int MAX_ENTRIES = 4096;
    private static final int MAX_NAMES = 256;
    private static final Pattern HARDWARE_ADDRESS = Pattern.compile(".*x[0-9a-f]{12,16}(\\D.*)?");
    private static final Pattern CARD = Pattern.compile("card\\d+");
    private static final Pattern NVME_DISK = Pattern.compile("(nvme\\d+)(c\\d+)?n\\d+");
    private static final Pattern OTHER_FACE = Pattern.compile("(renderD|controlD)\\d+");
    private static final Pattern DISK = Pattern.compile("(sd|hd)[a-z]+|sr\\d+");
    private static final Pattern VIRTIO = Pattern.compile("virtio\\d+");
    private static final Map<String,
            Predicate<String>> FOLDERS = Map.of("net", name -> true, "infiniband", name -> true,
                    "nvme", name -> true, "drm", CARD.asMatchPredicate(), "accel", name -> true, "ve", name -> true,
                    "block",
                    name -> true);

    private final MachineTree tree;
    private @Nullable Map<String, SortedSet<String>> disksByAddress;

    /// @param names   ascending
    /// @param folders in which there were any
    record Found(SortedSet<String> names, Set<String> folders) {}

    DeviceNames(MachineTree tree) {
        this.tree = tree;
    }

    /// Whether an entry of a PCI function's folder is looked into by [#find].
    static boolean isUsed(String entry) {
        return FOLDERS.containsKey(entry) || VIRTIO.matcher(entry).matches();
    }

    /// @param entries of `device`, at least those that are used
    Found find(TreeDirectory device, List<String> entries) {
        Found found = new Found(new TreeSet<>(), new HashSet<>());
        for (String entry : entries) {
            if (VIRTIO.matcher(entry).matches()) {
                device.directory(entry).ifPresent(virtio -> {
                    addNames(virtio, "net", found);
                    addNames(virtio, "block", found);
                });
            } else if (FOLDERS.containsKey(entry)) {
                addNames(device, entry, found);
            }
        }
        return found;
    }

    /// The disks of a storage controller.
    SortedSet<String> disks(String address) {
        Map<String, SortedSet<String>> disks = disksByAddress;
        if (disks == null) {
            disks = readDisks();
            disksByAddress = disks;
        }
        return disks.getOrDefault(address, new TreeSet<>());
    }

    private static void addNames(TreeDirectory parent, String folder, Found found) {
        Predicate<String> isName = FOLDERS.getOrDefault(folder, name -> true);
        Optional<TreeDirectory> directory = parent.directory(folder);
        if (directory.isPresent()) {
            List<String> names = directory.get().names(MAX_NAMES,
                    name -> isName.test(name) && !isHardwareAddress(name));
            found.names.addAll(names);
            found.folders.add(folder);
        }
    }

    private Map<String, SortedSet<String>> readDisks() {
        Map<String, SortedSet<String>> disks = new HashMap<>();
        tree.directory("sys/block").ifPresent(block -> {
            for (String disk : block.names(MAX_ENTRIES, DISK.asMatchPredicate())) {
                List<String> way = block.directory(disk).map(TreeDirectory::path).map(PciAddress::of).orElse(List.of());
                if (!way.isEmpty()) {
                    disks.computeIfAbsent(way.getLast(), absent -> new TreeSet<>()).add(disk);
                }
            }
        });
        return disks;
    }

    /// A name that another source has for a PCI function, as it would be found here: the controller of an NVMe disk; absent
    /// if it would not be found: that of a hardware address, or of another face of a card (`renderD128`, `controlD64`).
    public static Optional<String> shown(String name) {
        Matcher disk = NVME_DISK.matcher(name);
        return isHardwareAddress(name) || OTHER_FACE.matcher(name).matches() ? Optional.empty()
                : Optional.of(disk.matches() ? disk.group(1) : name);
    }

    static boolean isHardwareAddress(String name) {
        return HARDWARE_ADDRESS.matcher(name).matches();
    }
}
