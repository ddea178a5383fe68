package io.alidade.linux.tree;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Reads a tar, packed ([Packing]) or not, into an [ArchiveTree]: entry by entry, each counted against the [ArchiveBounds] before a byte of
/// its content is read.
///
/// Extended headers of POSIX (`path`, `linkpath`, `size`) and GNU's long names are understood. A tar ends with a block of
/// zeros; one without it is cut off.
final class ArchiveReader {
    private static final int BUFFER = 1 << 16;
    /// What extended headers and long names may take: names are at most 4096 bytes, but there may be other records.
    private static final int MAX_EXTENSION_BYTES = 1 << 20;
    /// What is read behind the end of the tar, to see that the packing around it is whole.
    private static final int MAX_PADDING_BYTES = 1 << 20;
    private static final String CURE = "Make it anew with alidade topology capture, or with tar czf of a folder that"
            + " holds sys and proc.";

    private final String file;
    private final ArchiveBounds bounds;
    private final ArchiveTree tree;
    private long unpackedBytes;
    private long entryStart;
    private @Nullable String longName;
    private @Nullable String longLinkName;
    private long longSize = -1;

    /// @param file the name for messages
    ArchiveReader(String file, ArchiveBounds bounds, Consumer<TreeProblem> problems) {
        this.file = file;
        this.bounds = bounds;
        this.tree = new ArchiveTree(bounds, problems);
    }

    /// The folder of a file that holds `sys` and `proc`.
    ///
    /// @throws UnusableTree if the file cannot be read, is no such archive, is cut off or damaged, or is beyond a bound
    static ArchiveNode.Folder read(Path file, ArchiveBounds bounds, Consumer<TreeProblem> problems) {
        // A FIFO would wait for a writer.
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new UnusableTree(file + " is not a regular file.", CURE);
        }
        try (InputStream packed = Files.newInputStream(file)) {
            return new ArchiveReader(file.toString(), bounds, problems).read(packed);
        } catch (IOException e) {
            throw new UnusableTree(file + " cannot be read: " + FolderDirectory.reason(e) + ".", CURE);
        }
    }

    /// The folder that holds `sys` and `proc`.
    ///
    /// @throws UnusableTree as above
    ArchiveNode.Folder read(InputStream in) {
        try {
            InputStream packed = new BufferedInputStream(in, BUFFER);
            packed.mark(TarHeader.BLOCK);
            byte[] firstBytes = packed.readNBytes(TarHeader.BLOCK);
            packed.reset();
            Optional<Packing> packing = Packing.of(firstBytes);
            if (packing.isPresent()) {
                entries(packing.get().unpack(packed, bounds.unpackedBytes()));
            } else if (TarHeader.isTar(firstBytes)) {
                entries(packed);
            } else {
                throw new UnusableTree(file + " is neither a tar nor a packed one (gzip, bzip2, xz, zstd).", CURE);
            }
        } catch (Packing.TooLong e) {
            throw new UnusableTree(file + " is too large: it has more than " + bounds.unpackedBytes() + " bytes.",
                    CURE);
        } catch (EOFException e) {
            throw new UnusableTree(file + " is cut off after " + unpackedBytes + " unpacked bytes.", CURE);
        } catch (ZipException e) {
            throw new UnusableTree(file + " is damaged after " + unpackedBytes + " unpacked bytes: " + e.getMessage()
                    + ".", CURE);
        } catch (IOException e) {
            throw new UnusableTree(file + " cannot be read: " + FolderDirectory.reason(e) + ".", CURE);
        } catch (TarHeader.Malformed e) {
            throw new UnusableTree(file + " holds no tar or a damaged one: at byte " + entryStart + " is "
                    + e.getMessage() + ".", CURE);
        } catch (ArchiveTree.Full e) {
            throw new UnusableTree(file + " is too large: " + e.getMessage() + ".",
                    "Leave out what is not in sys and proc, or make it with alidade topology capture.");
        }
        return tree.machine();
    }

    private void entries(InputStream tar) throws IOException, TarHeader.Malformed, ArchiveTree.Full {
        while (true) {
            entryStart = unpackedBytes;
            byte[] block = bytes(tar, TarHeader.BLOCK);
            if (TarHeader.isZero(block)) {
                break;
            }
            TarHeader header = TarHeader.parse(block);
            boolean isExtension = "LKxg".indexOf(header.type()) >= 0;
            long size = !isExtension && longSize >= 0 ? longSize : header.sizeBytes();
            if (size > bounds.unpackedBytes() - unpackedBytes) {
                throw new ArchiveTree.Full("with the entry " + ArchiveTree.shown(header.name()) + " of " + size
                        + " bytes it has more than " + bounds.unpackedBytes() + " unpacked bytes");
            }
            if (isExtension) {
                extension(header.type(), extensionBytes(tar, header));
            } else {
                entry(tar, header, size);
                longName = null;
                longLinkName = null;
                longSize = -1;
            }
        }
        // The end of what packs it has its checksum.
        for (int padding = 0; padding < MAX_PADDING_BYTES; padding += BUFFER) {
            if (tar.readNBytes(BUFFER).length < BUFFER) {
                return;
            }
        }
    }

    private void entry(InputStream tar, TarHeader header, long size) throws IOException, ArchiveTree.Full {
        String name = longName == null ? header.name() : longName;
        String linkName = longLinkName == null ? header.linkName() : longLinkName;
        boolean isReadable = (header.mode() & 0444) != 0;
        long rest = size;
        switch (header.type()) {
            case '1' -> tree.hardLink(name, linkName);
            case '2' -> tree.link(name, linkName);
            case '3', '4', '6' -> tree.refuse(name, "is a device or FIFO");
            case '5' -> tree.folder(name, isReadable);
            case 'V', 'M', 'S' -> tree.refuse(name, "is of a type that only GNU tar knows");
            default -> {
                if (name.endsWith("/")) {
                    // So an old tar marks a directory.
                    tree.folder(name, isReadable);
                } else if (size <= bounds.fileBytes() && !tree.isOther(name)) {
                    byte[] content = bytes(tar, (int) size);
                    rest = 0;
                    byte[] text = Arrays.copyOf(content, AttributeText.lengthOfText(content, content.length));
                    tree.file(name, new ArchiveNode.File(text, size, true, isReadable));
                } else {
                    tree.file(name, new ArchiveNode.File(new byte[0], size, false, isReadable));
                }
            }
        }
        skip(tar, rest);
        skip(tar, Math.floorMod(-size, TarHeader.BLOCK));
    }

    private byte[] extensionBytes(InputStream tar, TarHeader header)
            throws IOException, TarHeader.Malformed {
        if (header.sizeBytes() > MAX_EXTENSION_BYTES) {
            throw new TarHeader.Malformed("an extended header of " + header.sizeBytes() + " bytes");
        }
        byte[] content = bytes(tar, (int) header.sizeBytes());
        skip(tar, Math.floorMod(-header.sizeBytes(), TarHeader.BLOCK));
        return content;
    }

    private void extension(char type, byte[] content) throws TarHeader.Malformed {
        switch (type) {
            case 'L' -> longName = TarHeader.text(content, 0, content.length);
            case 'K' -> longLinkName = TarHeader.text(content, 0, content.length);
            case 'x' -> records(content);
            default -> {
                // Of all entries that follow: times and comments, nothing that is used here.
            }
        }
    }

    /// Records of the form `LENGTH KEY=VALUE\n`, where the length counts itself.
    private void records(byte[] content) throws TarHeader.Malformed {
        int start = 0;
        while (start < content.length && content[start] != 0) {
            int blank = start;
            int length = 0;
            while (blank < content.length && content[blank] >= '0' && content[blank] <= '9'
                    && length <= MAX_EXTENSION_BYTES) {
                length = length * 10 + content[blank++] - '0';
            }
            if (length > content.length - start || blank >= content.length || content[blank] != ' '
                    || start + length - 1 <= blank || content[start + length - 1] != '\n') {
                throw new TarHeader.Malformed("an extended header without the lengths of its records");
            }
            String text = new String(content, blank + 1, start + length - blank - 2, StandardCharsets.UTF_8);
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new TarHeader.Malformed("an extended header with a record that has no value");
            }
            record(text.substring(0, equals), text.substring(equals + 1));
            start += length;
        }
    }

    private void record(String key, String value) throws TarHeader.Malformed {
        switch (key) {
            case "path" -> longName = value;
            case "linkpath" -> longLinkName = value;
            case "size" -> {
                if (!value.matches("[0-9]{1,18}")) {
                    throw new TarHeader.Malformed("an extended header with the size " + ArchiveTree.shown(value));
                }
                longSize = Long.parseLong(value);
            }
            default -> {
                // Times, owners, attributes: not used here.
            }
        }
    }

    private byte[] bytes(InputStream tar, int count) throws IOException {
        byte[] bytes = tar.readNBytes(count);
        unpackedBytes += bytes.length;
        if (bytes.length < count) {
            throw new EOFException();
        }
        return bytes;
    }

    private void skip(InputStream tar, long count) throws IOException {
        byte[] buffer = new byte[(int) Math.min(count, BUFFER)];
        for (long rest = count; rest > 0;) {
            int read = tar.read(buffer, 0, (int) Math.min(rest, buffer.length));
            if (read < 0) {
                throw new EOFException();
            }
            rest -= read;
            unpackedBytes += read;
        }
    }
}
