package io.alidade.linux.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/// Unpacks the snapshots of the test resources: ustar with directories, files and symbolic links. What has nothing to do
/// with CPUs and memory stays packed, and so do the attributes that nobody reads: files are what takes the time.
final class SnapshotTar {
    private static final Pattern UNPACKED = Pattern.compile("(\\./)?(proc/(cpuinfo|meminfo)"
            + "|sys/devices/system/(cpu|node)(/[^/]+)?"
            + "|sys/devices/system/cpu/cpu\\d+/(online|node\\d+|topology(/.*)?|cache(/index\\d+(/(level|id|shared.*))?)?)"
            + "|sys/devices/system/node/node\\d+/((?!memory\\d).*)"
            + "|sys/kernel/mm/hugepages(/.*)?)");
    private static final int BLOCK = 512;

    private SnapshotTar() {}

    /// The snapshot itself, as a file in `directory`.
    static Path copy(String machine, Path directory) {
        Path file = directory.resolve(machine + ".tar.gz");
        try (InputStream packed = SnapshotTar.class.getResourceAsStream("/machines/" + machine + ".tar.gz")) {
            if (packed == null) {
                throw new IllegalArgumentException("no machine " + machine);
            }
            Files.copy(packed, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    static Path unpack(String machine, Path directory) {
        String resource = "/machines/" + machine + ".tar.gz";
        try (InputStream packed = SnapshotTar.class.getResourceAsStream(resource)) {
            if (packed == null) {
                throw new IllegalArgumentException("no resource " + resource);
            }
            unpack(new GZIPInputStream(packed, 1 << 16), directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory;
    }

    private static void unpack(InputStream tar, Path directory) throws IOException {
        String longName = "";
        Files.createDirectories(directory.resolve("proc"));
        for (byte[] header = tar.readNBytes(BLOCK); header.length == BLOCK && header[0] != 0;
                header = tar.readNBytes(BLOCK)) {
            int size = Integer.parseInt(text(header, 124, 12).strip(), 8);
            byte[] content = tar.readNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
            String prefix = text(header, 345, 155);
            String name = prefix.isEmpty() ? text(header, 0, 100) : prefix + "/" + text(header, 0, 100);
            if (!longName.isEmpty()) {
                name = longName;
                longName = "";
            }
            if (header[156] == 'L') {
                longName = text(content, 0, size);
            } else if (UNPACKED.matcher(name.replaceFirst("/$", "")).matches()) {
                write(directory.resolve(name).normalize(), header, Arrays.copyOf(content, size));
            }
        }
    }

    private static void write(Path path, byte[] header, byte[] content) throws IOException {
        switch (header[156]) {
            case '0' -> Files.write(path, content);
            case '2' -> Files.createSymbolicLink(path, Path.of(text(header, 157, 100)));
            case '5' -> Files.createDirectories(path);
            default -> throw new IOException(path + " is of type " + (char) header[156]);
        }
    }

    private static String text(byte[] bytes, int start, int length) {
        int end = start;
        while (end < start + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }
}
