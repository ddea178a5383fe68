package io.alidade.linux.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// File systems that are seen at other places (`mount`). All of it needs root.
public final class Mounts {
    private static final long READ_ONLY = 1;
    private static final long NO_SUID = 2;
    private static final long NO_DEVICES = 4;
    private static final long REMOUNT = 32;
    private static final long BIND = 4096;
    private static final long RECURSIVE = 16384;
    private static final long PRIVATE = 1 << 18;
    private static final int NEW_MOUNTS = 0x20000;
    private static final int DETACH = 2;
    private static final int CURRENT_FOLDER = -100;
    /// Only its place, and not for programs that are started.
    private static final long PATH_ONLY = 0x200000 | 0x80000;
    private static final long FOLDER = 0x10000;
    /// Never above the folder where it begins, and no links of `/proc`.
    private static final long BENEATH = 8 | 2;
    private static final Path TABLE = Path.of("/proc/self/mountinfo");
    private static final int TARGET = 4;

    private Mounts() {}

    /// Mounts memory at a folder.
    ///
    /// @throws SystemCallFailed if that is not allowed
    public static void memory(Path folder, long sizeBytes) {
        SystemCalls.mount("tmpfs", folder.toString(), "tmpfs", NO_SUID | NO_DEVICES, "mode=0777,size=" + sizeBytes);
    }

    /// Mounts the pages of one size at a folder.
    ///
    /// @throws SystemCallFailed if that is not allowed, or the machine has no pages of this size
    public static void hugePages(Path folder, long pageSizeBytes) {
        SystemCalls.mount("hugetlbfs", folder.toString(), "hugetlbfs", NO_SUID | NO_DEVICES,
                "mode=0777,pagesize=" + pageSizeBytes);
    }

    /// Shows a file or folder, with what is mounted below it, at another place, which is of the same kind.
    ///
    /// @throws SystemCallFailed if that is not allowed, or one of them is not there
    public static void bind(Path source, Path target, boolean isReadOnly) {
        SystemCalls.mount(source.toString(), target.toString(), "", BIND | RECURSIVE, "");
        if (isReadOnly) {
            SystemCalls.mount("", target.toString(), "", BIND | REMOUNT | READ_ONLY, "");
        }
    }

    /// Shows a part of a folder at another place, which is made. Links in the part are followed as far as they stay below the
    /// folder, whoever changes them meanwhile.
    ///
    /// @param part relative; folders are made where there is nothing
    /// @throws SystemCallFailed if that is not allowed, or the part leads out of the folder
    public static void bindPart(Path folder, String part, Path target) throws IOException {
        int root = SystemCalls.open(CURRENT_FOLDER, folder.toString(), PATH_ONLY | FOLDER, 0);
        try {
            int file = open(root, part);
            try {
                Path opened = opened(file);
                if (Files.isDirectory(opened)) {
                    Files.createDirectories(target);
                } else if (Files.notExists(target)) {
                    Files.createFile(target);
                }
                bind(opened, target, false);
            } finally {
                SystemCalls.close(file);
            }
        } finally {
            SystemCalls.close(root);
        }
    }

    private static int open(int root, String part) throws IOException {
        try {
            return SystemCalls.open(root, part, PATH_ONLY, BENEATH);
        } catch (SystemCallFailed failure) {
            if (!failure.isMissing()) {
                throw failure;
            }
        }
        StringBuilder path = new StringBuilder(".");
        for (String name : part.split("/+", -1)) {
            int above = SystemCalls.open(root, path.toString(), PATH_ONLY | FOLDER, BENEATH);
            try {
                Path next = opened(above).resolve(name);
                if (!name.isEmpty() && Files.notExists(next)) {
                    Files.createDirectory(next);
                }
            } finally {
                SystemCalls.close(above);
            }
            path.append('/').append(name);
        }
        return SystemCalls.open(root, part, PATH_ONLY, BENEATH);
    }

    private static Path opened(int file) {
        return Path.of("/proc/self/fd", Integer.toString(file));
    }

    /// Gives the calling thread, which is not a virtual one, mounts of its own, and with it all that it starts: what it mounts
    /// from now on nobody else sees.
    ///
    /// @throws SystemCallFailed if that is not allowed
    public static void separate() {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread runs on the threads of others and has no mounts.");
        }
        SystemCalls.unshare(NEW_MOUNTS);
        SystemCalls.mount("none", "/", "", RECURSIVE | PRIVATE, "");
    }

    /// Whether something is mounted exactly there.
    public static boolean isMounted(Path target) throws IOException {
        for (String line : Files.readAllLines(TABLE, StandardCharsets.ISO_8859_1)) {
            String[] fields = line.split(" ", -1);
            if (fields.length > TARGET && fields[TARGET].equals(escaped(target))) {
                return true;
            }
        }
        return false;
    }

    private static String escaped(Path target) {
        return target.toString().replace("\\", "\\134").replace(" ", "\\040").replace("\t", "\\011").replace("\n",
                "\\012");
    }

    /// Takes away what is mounted exactly there, also while somebody uses it.
    ///
    /// @throws SystemCallFailed if that is not allowed
    public static void unmount(Path target) {
        SystemCalls.unmount(target.toString(), DETACH);
    }
}
