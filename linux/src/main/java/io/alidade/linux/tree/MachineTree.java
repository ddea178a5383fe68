package io.alidade.linux.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// The files of one machine below a root: `/` for this machine, any other folder for a copy that holds `sys` and `proc`, or
/// an archive of such a folder. Of folders nothing is cached; two reads may see two states of a live machine.
public final class MachineTree {
    /// The bound of an attribute. The kernel's own is one page, except for lists and maps of CPUs.
    public static final int MAX_ATTRIBUTE_BYTES = 64 * 1024;

    private static final String FOLDER_CURE = "Name a folder that holds sys and proc, or / for this machine.";

    private final TreeDirectory top;

    MachineTree(TreeDirectory top) {
        this.top = top;
    }

    /// Says how to open a tree, for a reader that listens to the tree's problems.
    @FunctionalInterface
    public interface Opener {
        /// Opens the tree. Each [TreeProblem] goes to `problems` when it is met.
        ///
        /// @throws UnusableTree if there is no tree that can be opened
        MachineTree open(Consumer<TreeProblem> problems);
    }

    /// Opens the tree below `root`, which may itself be a symbolic link. Each [TreeProblem] goes to `problems` when it is
    /// met.
    ///
    /// @throws UnusableTree if `root` is not a directory that can be opened
    public static MachineTree open(Path root, Consumer<TreeProblem> problems) {
        RootFolder realRoot;
        try {
            realRoot = RootFolder.of(root);
        } catch (IOException e) {
            throw new UnusableTree(root + " cannot be opened: " + FolderDirectory.reason(e) + ".", FOLDER_CURE);
        }
        if (!Files.isDirectory(realRoot.path())) {
            throw new UnusableTree(root + " is not a directory.", FOLDER_CURE);
        }
        return new MachineTree(new FolderDirectory(realRoot, realRoot.path(), problems));
    }

    /// Reads a tar of a tree, packed (gzip, bzip2, xz, zstd) or not, into memory: what is in `sys` and `proc`, which are at
    /// the archive's root, with or without `./`, or in its one folder. Absolute links count from there. Nothing is written anywhere, and time and memory
    /// are bounded by [ArchiveBounds#DEFAULT].
    ///
    /// An entry that has no place in such a tree (an absolute name, `..`, a device, a FIFO, a hard link to nothing) is
    /// skipped as [TreeProblem.Kind#REFUSED_ENTRY].
    ///
    /// @throws UnusableTree if `file` cannot be read, is no such archive, is cut off or damaged, or is beyond a bound
    public static MachineTree openArchive(Path file, Consumer<TreeProblem> problems) {
        return openArchive(file, ArchiveBounds.DEFAULT, problems);
    }

    static MachineTree openArchive(Path file, ArchiveBounds bounds, Consumer<TreeProblem> problems) {
        return new MachineTree(ArchiveDirectory.root(ArchiveReader.read(file, bounds, problems), problems));
    }

    /// Whether a file that begins with `firstBytes` is to be read by [#openArchive]: gzip, bzip2, xz, zstd, or tar, for
    /// which the first 512 bytes are needed.
    public static boolean isArchive(byte[] firstBytes) {
        return Packing.of(firstBytes).isPresent() || TarHeader.isTar(firstBytes);
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
