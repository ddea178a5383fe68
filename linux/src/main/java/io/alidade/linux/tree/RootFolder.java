package io.alidade.linux.tree;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/// The top of a tree, and how links below it are followed.
///
/// As a rule both are a matter of real paths. Below `/proc/PID/root`, the file system as a process sees it, they are not: what
/// that link reads as is `/`, which to this process is another folder. There links are followed name by name, and an absolute
/// one counts from the top, as for that process.
///
/// @param path the top: real, or below the root of a process
public record RootFolder(Path path) {
    private static final Pattern OF_PROCESS = Pattern.compile("/proc/([0-9]+|self|thread-self)/(root|cwd)(/.*)?");
    private static final int MAX_LINKS = 40;

    /// The folder of a name, which may itself be a link.
    ///
    /// @throws IOException if it is not there
    public static RootFolder of(Path name) throws IOException {
        Path absolute = name.toAbsolutePath().normalize();
        if (!isOfProcess(absolute)) {
            return new RootFolder(name.toRealPath());
        }
        // Fails if it is not there, without a look at what the link reads as.
        Files.readAttributes(absolute, BasicFileAttributes.class);
        return new RootFolder(absolute);
    }

    private static boolean isOfProcess(Path absolute) {
        return OF_PROCESS.matcher(absolute.toString()).matches();
    }

    /// Where a link below the top leads, without further links. It may be outside.
    ///
    /// @throws IOException if that is not there, or the links have no end
    Path follow(Path link) throws IOException {
        if (!isOfProcess(path)) {
            return link.toRealPath();
        }
        Deque<Path> names = new ArrayDeque<>();
        path.relativize(link).forEach(names::add);
        Path at = path;
        int links = 0;
        while (!names.isEmpty()) {
            Path next = at.resolve(names.poll()).normalize();
            if (!next.startsWith(path) || next.equals(path)) {
                at = path;
            } else if (isLink(next)) {
                if (++links > MAX_LINKS) {
                    throw new FileSystemException(link.toString(), null, FolderDirectory.LINK_CYCLE);
                }
                Path target = Files.readSymbolicLink(next);
                at = target.isAbsolute() ? path : at;
                Deque<Path> longer = new ArrayDeque<>();
                target.forEach(longer::add);
                longer.addAll(names);
                names = longer;
            } else {
                at = next;
            }
        }
        return at;
    }

    private static boolean isLink(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isSymbolicLink();
    }
}
