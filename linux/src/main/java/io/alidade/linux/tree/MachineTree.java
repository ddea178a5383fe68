package io.alidade.linux.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// The files of one machine below a root: `/` for this machine, any other folder for a copy that holds `sys` and `proc`.
/// Nothing is cached; two reads may see two states of a live machine.
public final class MachineTree {
    /// The bound of an attribute. The kernel's own is one page, except for lists and maps of CPUs.
    public static final int MAX_ATTRIBUTE_BYTES = 64 * 1024;

    private final TreeDirectory top;

    private MachineTree(TreeDirectory top) {
        this.top = top;
    }

    /// Opens the tree below `root`, which may itself be a symbolic link. Each [TreeProblem] goes to `problems` when it is
    /// met.
    ///
    /// @throws UnusableTree if `root` is not a directory that can be opened
    public static MachineTree open(Path root, Consumer<TreeProblem> problems) {
        Path realRoot;
        try {
            realRoot = root.toRealPath();
        } catch (IOException e) {
            throw new UnusableTree(root + " cannot be opened: " + TreeDirectory.reason(e) + ".",
                    "Name a folder that holds sys and proc, or / for this machine.");
        }
        if (!Files.isDirectory(realRoot)) {
            throw new UnusableTree(root + " is not a directory.",
                    "Name a folder that holds sys and proc, or / for this machine.");
        }
        return new MachineTree(new TreeDirectory(realRoot, realRoot, problems));
    }

    /// The root itself.
    public TreeDirectory top() {
        return top;
    }

    /// A directory below the root by the names on the way, `sys/devices/system/cpu`; nothing if one of them is missing.
    public Optional<TreeDirectory> directory(String path) {
        Optional<TreeDirectory> directory = Optional.of(top);
        for (String name : path.split("/", -1)) {
            directory = directory.flatMap(parent -> parent.directory(name));
        }
        return directory;
    }
}
