package io.alidade.kube.config;

import io.alidade.kube.document.BadInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;

/// The drop-in files below a directory: every `*.conf`, in sub-directories too, in lexical order of path.
///
/// The order is that of a walk which sorts each directory, so `a/x.conf` comes before `a-b.conf`. As the kubelet's walk
/// does, a link to a file is followed wherever it leads, a link to a directory is not descended into.
final class DropInDirectory {
    static final int MAX_FILES = 1_000;
    static final int MAX_VISITED = 100_000;
    static final int MAX_DEPTH = 32;
    static final String EXTENSION = ".conf";

    /// Names compare byte by byte, a path name by name.
    private static final Comparator<Path> WALK_ORDER = (left, right) -> {
        int common = Math.min(left.getNameCount(), right.getNameCount());
        for (int i = 0; i < common; i++) {
            int order = Arrays.compareUnsigned(bytes(left.getName(i)), bytes(right.getName(i)));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.getNameCount(), right.getNameCount());
    };

    private DropInDirectory() {}

    /// The files, at least one, or [BadInput].
    static List<Path> files(Path directory) {
        Walk walk = new Walk(directory);
        try {
            Files.walkFileTree(directory, EnumSet.noneOf(FileVisitOption.class), MAX_DEPTH, walk);
        } catch (IOException unreadable) {
            throw new BadInput(directory + " cannot be read: " + unreadable.getMessage() + ".",
                    "Check that the directory and all below it may be read.");
        }
        walk.found.sort(WALK_ORDER);
        return walk.found;
    }

    private static byte[] bytes(Path name) {
        return name.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path directory;
        private final List<Path> found = new ArrayList<>();
        private int visited;

        private Walk(Path directory) {
            this.directory = directory;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (++visited > MAX_VISITED) {
                throw new BadInput(directory + " holds more than " + MAX_VISITED + " files.",
                        "Name the directory that holds the drop-ins and nothing else.");
            }
            if (attributes.isDirectory()) {
                throw new BadInput(file + " is nested more than " + MAX_DEPTH + " directories deep.",
                        "Flatten the directory.");
            }
            if (file.toString().endsWith(EXTENSION)) {
                found.add(file);
                if (found.size() > MAX_FILES) {
                    throw new BadInput(directory + " holds more than " + MAX_FILES + " drop-ins.",
                            "Check that it is the right directory.");
                }
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
