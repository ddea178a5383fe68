package io.alidade.linux.tree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A directory of a file system.
final class FolderDirectory implements TreeDirectory {
    private static final Set<OpenOption> READ_NO_LINKS = Set.of(StandardOpenOption.READ,
            LinkOption.NOFOLLOW_LINKS);
    private static final int FIRST_READ_BYTES = 4096;

    static final String LINK_CYCLE = "too many levels of symbolic links";

    private final RootFolder root;
    private final Path path;
    private final Consumer<TreeProblem> problems;

    /// `path` is real and at or below `root` (invariant *inside*).
    FolderDirectory(RootFolder root, Path path, Consumer<TreeProblem> problems) {
        this.root = root;
        this.path = path;
        this.problems = problems;
    }

    @Override
    public String path() {
        return shown(path);
    }

    @Override
    public Optional<TreeDirectory> directory(String name) {
        return resolve(name).flatMap(entry -> {
            if (!entry.attributes.isDirectory()) {
                report(TreeProblem.Kind.WRONG_TYPE, path.resolve(name), "is not a directory");
                return Optional.empty();
            }
            return Optional.of(new FolderDirectory(root, entry.path, problems));
        });
    }

    @Override
    public Optional<String> attribute(String name, int maxBytes, UnaryOperator<String> reduction) {
        Optional<Entry> entry = resolve(name);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        if (!entry.get().attributes.isRegularFile()) {
            // Opening a FIFO would wait for a writer, reading a device may never end.
            report(TreeProblem.Kind.WRONG_TYPE, path.resolve(name), "is not a regular file");
            return Optional.empty();
        }
        try (SeekableByteChannel channel = Files.newByteChannel(entry.get().path, READ_NO_LINKS)) {
            return read(channel, entry.get().attributes.size(), name, maxBytes, reduction);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            report(TreeProblem.Kind.UNREADABLE, path.resolve(name), "is unreadable: " + reason(e));
            return Optional.empty();
        }
    }

    @Override
    public List<String> names(int limit, Predicate<String> used) {
        List<String> names = new ArrayList<>();
        int count = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                if (count++ == limit) {
                    report(TreeProblem.Kind.TOO_MANY_ENTRIES, path, "has more than " + limit + " entries");
                    break;
                }
                String name = path.relativize(entry).toString();
                if (used.test(name)) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            report(TreeProblem.Kind.UNREADABLE, path, "is unreadable: " + reason(e));
        } catch (DirectoryIteratorException e) {
            report(TreeProblem.Kind.UNREADABLE, path, "is unreadable: " + e.getMessage());
        }
        Collections.sort(names);
        return names;
    }

    private record Entry(Path path, BasicFileAttributes attributes) {}

    private Optional<Entry> resolve(String name) {
        AttributeText.checkName(name);
        Path entry = path.resolve(name);
        try {
            BasicFileAttributes attributes = attributesOf(entry);
            if (attributes == null) {
                return Optional.empty();
            }
            return attributes.isSymbolicLink() ? follow(entry) : Optional.of(new Entry(entry, attributes));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            report(TreeProblem.Kind.UNREADABLE, entry, "is unreadable: " + reason(e));
            return Optional.empty();
        }
    }

    private Optional<Entry> follow(Path link) throws IOException {
        Path target = root.follow(link);
        if (!target.startsWith(root.path())) {
            report(TreeProblem.Kind.LINK_OUT_OF_ROOT, link, "leads out of the root");
            return Optional.empty();
        }
        BasicFileAttributes attributes = attributesOf(target);
        return attributes == null ? Optional.empty() : Optional.of(new Entry(target, attributes));
    }

    private static @Nullable BasicFileAttributes attributesOf(Path entry) throws IOException {
        // Unlike Files.readAttributes this makes no exception for a missing file; most attributes of old kernels are missing.
        return entry.getFileSystem().provider().readAttributesIfExists(entry, BasicFileAttributes.class,
                LinkOption.NOFOLLOW_LINKS);
    }

    private Optional<String> read(SeekableByteChannel channel, long size, String name, int maxBytes,
            UnaryOperator<String> reduction) throws IOException {
        // One byte more than allowed, so that "too large" is seen. Sizes of sysfs files are not to be trusted.
        ByteBuffer buffer = ByteBuffer.allocate(Math.min(FIRST_READ_BYTES, maxBytes + 1));
        while (channel.read(buffer) >= 0) {
            if (buffer.position() > maxBytes) {
                report(TreeProblem.Kind.TOO_LARGE, path.resolve(name), "has more than " + maxBytes + " bytes");
                return Optional.empty();
            }
            if (buffer.position() == size) {
                // The end, without asking for it. A file of sysfs says 4096 bytes whatever it has, so it is asked.
                break;
            }
            if (!buffer.hasRemaining()) {
                int capacity = (int) Math.min(buffer.capacity() * 2L, maxBytes + 1L);
                buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
            }
        }
        return Optional.of(AttributeText.of(buffer.array(), buffer.position(), reduction));
    }

    private void report(TreeProblem.Kind kind, Path where, String detail) {
        problems.accept(new TreeProblem(kind, shown(where), detail));
    }

    private String shown(Path inside) {
        return inside.equals(root.path()) ? "/" : "/" + root.path().relativize(inside);
    }

    /// What went wrong in a few words, without the path.
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = e instanceof FileSystemException fileError ? fileError.getReason() : e.getMessage();
        if (reason != null && reason.regionMatches(true, 0, LINK_CYCLE, 0, LINK_CYCLE.length())) {
            return LINK_CYCLE;
        }
        return reason == null ? e.getClass().getSimpleName() : reason;
    }
}
