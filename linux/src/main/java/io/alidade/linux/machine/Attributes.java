package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.tree.TreeDirectory;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Reads attributes as values. A file that is missing is nothing; one that does not hold a value of its form is nothing
/// with a warning.
final class Attributes {
    private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-f]{1,7}");

    private final Warnings warnings;

    Attributes(Warnings warnings) {
        this.warnings = warnings;
    }

    /// An id: negative means unknown, as the kernel has it, and is nothing.
    OptionalInt id(TreeDirectory directory, String name) {
        Optional<String> text = directory.attribute(name);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        OptionalLong number = KernelText.number(text.get());
        if (number.isEmpty() || number.getAsLong() > Integer.MAX_VALUE) {
            warnings.malformed(directory.pathOf(name), text.get());
            return OptionalInt.empty();
        }
        return number.getAsLong() < 0 ? OptionalInt.empty() : OptionalInt.of((int) number.getAsLong());
    }

    /// A count, 0 or more.
    OptionalLong count(TreeDirectory directory, String name) {
        Optional<String> text = directory.attribute(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong number = KernelText.number(text.get());
        if (number.isEmpty() || number.getAsLong() < 0) {
            warnings.malformed(directory.pathOf(name), text.get());
            return OptionalLong.empty();
        }
        return number;
    }

    /// A number in the form `0x8086`, 28 bits at most.
    OptionalInt hexadecimal(TreeDirectory directory, String name) {
        Optional<String> text = directory.attribute(name);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!HEXADECIMAL.matcher(text.get()).matches()) {
            warnings.malformed(directory.pathOf(name), text.get());
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(text.get().substring(2), 16));
    }

    /// A set of CPUs in list form.
    Optional<CpuSet> list(TreeDirectory directory, String name) {
        return directory.attribute(name).flatMap(text -> {
            Optional<CpuSet> cpus = KernelText.list(text);
            if (cpus.isEmpty()) {
                warnings.malformed(directory.pathOf(name), text);
            }
            return cpus;
        });
    }

    /// A set of CPUs from its map, or else from its list.
    Optional<CpuSet> cpus(TreeDirectory directory, String mapName, String listName) {
        Optional<String> text = directory.attribute(mapName);
        if (text.isPresent()) {
            Optional<CpuSet> cpus = KernelText.map(text.get());
            if (cpus.isPresent()) {
                return cpus;
            }
            warnings.malformed(directory.pathOf(mapName), text.get());
        }
        return list(directory, listName);
    }
}
