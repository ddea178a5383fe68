package io.alidade.linux.tree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
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
import org.jspecify.annotations.Nullable;

/// One directory of a [MachineTree]. Missing things are nothing ([Optional#empty]) without a word; refused and unreadable
/// ones are nothing too, and reported.
public final class TreeDirectory {
    private static final Set<OpenOption> READ_NO_LINKS = Set.of(StandardOpenOption.READ,
            LinkOption.NOFOLLOW_LINKS);
    private static final int FIRST_READ_BYTES = 4096;

    private final Path root;
    private final Path path;
    private final Consumer<TreeProblem> problems;

    /// `path` is real and at or below `root` (invariant *inside*).
    TreeDirectory(Path root, Path path, Consumer<TreeProblem> problems) {
        this.root = root;
        this.path = path;
        this.problems = problems;
    }

    /// The path as below the root, for messages: `/sys/devices/system/cpu`.
    public String path() {
        return shown(path);
    }

    /// The path of an entry, for messages.
    public String pathOf(String name) {
        return shown(path.resolve(name));
    }

    /// A directory in this one; links are followed as long as they stay below the root.
    public Optional<TreeDirectory> directory(String name) {
        return resolve(name).flatMap(entry -> {
            if (!entry.attributes.isDirectory()) {
                report(TreeProblem.Kind.WRONG_TYPE, path.resolve(name), "is not a directory");
                return Optional.empty();
            }
            return Optional.of(new TreeDirectory(root, entry.path, problems));
        });
    }

    /// The text of a file in this directory, up to [MachineTree#MAX_ATTRIBUTE_BYTES].
    public Optional<String> attribute(String name) {
        return attribute(name, MachineTree.MAX_ATTRIBUTE_BYTES);
    }

    /// The text of a file up to its first NUL byte, without white space around it: copies of sysfs are often padded with
    /// NUL bytes. Every byte is one character. A file of more than `maxBytes` is refused: its first part is not the value.
    public Optional<String> attribute(String name, int maxBytes) {
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
            return read(channel, name, maxBytes);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            report(TreeProblem.Kind.UNREADABLE, path.resolve(name), "is unreadable: " + reason(e));
            return Optional.empty();
        }
    }

    /// The names in this directory in ascending order, at most `limit` of them.
    public List<String> names(int limit) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                if (names.size() == limit) {
                    report(TreeProblem.Kind.TOO_MANY_ENTRIES, path, "has more than " + limit + " entries");
                    break;
                }
                names.add(path.relativize(entry).toString());
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
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("\"" + name + "\" is not the name of one entry of a directory.");
        }
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
        Path target = link.toRealPath();
        if (!target.startsWith(root)) {
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

    private Optional<String> read(SeekableByteChannel channel, String name, int maxBytes) throws IOException {
        // One byte more than allowed, so that "too large" is seen. Sizes of sysfs files are not to be trusted.
        ByteBuffer buffer = ByteBuffer.allocate(Math.min(FIRST_READ_BYTES, maxBytes + 1));
        while (channel.read(buffer) >= 0) {
            if (buffer.position() > maxBytes) {
                report(TreeProblem.Kind.TOO_LARGE, path.resolve(name), "has more than " + maxBytes + " bytes");
                return Optional.empty();
            }
            if (!buffer.hasRemaining()) {
                int capacity = (int) Math.min(buffer.capacity() * 2L, maxBytes + 1L);
                buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
            }
        }
        int length = 0;
        while (length < buffer.position() && buffer.get(length) != 0) {
            length++;
        }
        return Optional.of(new String(buffer.array(), 0, length, StandardCharsets.ISO_8859_1).strip());
    }

    private void report(TreeProblem.Kind kind, Path where, String detail) {
        problems.accept(new TreeProblem(kind, shown(where), detail));
    }

    private String shown(Path inside) {
        return inside.equals(root) ? "/" : "/" + root.relativize(inside);
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
        return reason == null ? e.getClass().getSimpleName() : reason;
    }
}
