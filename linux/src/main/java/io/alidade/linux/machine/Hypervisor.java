package io.alidade.linux.machine;

import io.alidade.linux.tree.MachineTree;
import io.alidade.linux.tree.TreeDirectory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// What a virtual machine runs on, as far as one sees from within.
///
/// @param name       as the firmware calls the machine; `a hypervisor` where it has no name
/// @param isEmulated whether its processor is made of software alone, so that no speed in it means anything
public record Hypervisor(String name, boolean isEmulated) {
    private static final int MAX_CPU_FILE = 16 << 20;
    private static final int MAX_NAME = 60;
    private static final String QEMU = "QEMU";

    /// The hypervisor of a machine; nothing if it seems to be none.
    ///
    /// @param root where `sys` and `proc` are, `/` for this machine
    /// @throws io.alidade.linux.tree.UnusableTree if it cannot be opened
    public static Optional<Hypervisor> read(Path root) {
        MachineTree tree = MachineTree.open(root, _ -> {});
        String vendor = firmware(tree, "sys_vendor");
        boolean isQemu = vendor.equals(QEMU);
        String type = tree.directory("sys/hypervisor").flatMap(folder -> folder.attribute("type")).orElse("");
        if (!isQemu && type.isEmpty() && !saysSo(tree)) {
            return Optional.empty();
        }
        String product = firmware(tree, "product_name");
        String name = (vendor + " " + product).strip();
        boolean hasKvm = tree.directory("sys/devices/system/clocksource/clocksource0")
                .flatMap(clock -> clock.attribute("available_clocksource")).filter(text -> text.contains("kvm-clock"))
                .isPresent();
        return Optional.of(new Hypervisor(name.isEmpty() ? type.isEmpty() ? "a hypervisor" : type : name,
                isQemu && !hasKvm));
    }

    private static String firmware(MachineTree tree, String field) {
        String text = tree.directory("sys/class/dmi/id").flatMap(folder -> folder.attribute(field)).orElse("");
        return text.length() > MAX_NAME ? text.substring(0, MAX_NAME) : text;
    }

    /// Processors of x86 tell by a flag.
    private static boolean saysSo(MachineTree tree) {
        return tree.directory("proc").flatMap((TreeDirectory proc) -> proc.attribute("cpuinfo", MAX_CPU_FILE)).stream()
                .flatMap(String::lines).filter(line -> line.startsWith("flags")).findFirst()
                .filter(line -> Arrays.asList(line.split(" ", -1)).contains("hypervisor")).isPresent();
    }
}
