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
    private static final Pattern UNPACKED = Pattern.compile("(\\./)?(proc/(cpuinfo|meminfo|mounts|cmdline)"
            + "|sys/devices/system/(cpu|node)(/[^/]+)?|sys/devices/system/cpu/types(/.*)?"
            + "|sys/devices/system/cpu/cpu\\d+/(online|cpu_capacity|node\\d+|topology(/.*)?|acpi_cppc(/nominal_perf)?"
            + "|cache(/index\\d+(/(level|id|type|size|shared.*))?)?)"
            + "|sys/devices/system/node/node\\d+/((?!memory\\d).*)"
            + "|sys/kernel/mm/hugepages(/.*)?|sys/fs/cgroup(/[^/]+)?"
            + "|sys/block(/.*)?|sys/bus/pci/devices(/.*)?|sys/devices/pci.*/((class|vendor|device|uevent|numa_node|local_cpus"
            + "|local_cpulist|sriov_(total|num)vfs|physfn|virtfn\\d+)|.*/(net|infiniband|nvme|drm|block)/[^/]+))");
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
        String longTarget = "";
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
            } else if (header[156] == 'K') {
                longTarget = text(content, 0, size);
            } else if (UNPACKED.matcher(name.replaceFirst("/$", "")).matches()) {
                String target = longTarget.isEmpty() ? text(header, 157, 100) : longTarget;
                write(directory.resolve(name).normalize(), header[156], target, Arrays.copyOf(content, size));
            }
            longTarget = header[156] == 'K' ? longTarget : "";
        }
    }

    private static void write(Path path, byte type, String target, byte[] content) throws IOException {
        switch (type) {
            case '0' -> Files.write(inFolder(path), content);
            case '2' -> Files.createSymbolicLink(inFolder(path), Path.of(target));
            case '5' -> Files.createDirectories(path);
            default -> throw new IOException(path + " is of type " + (char) type);
        }
    }

    private static Path inFolder(Path path) throws IOException {
        Files.createDirectories(path.getParent());
        return path;
    }

    private static String text(byte[] bytes, int start, int length) {
        int end = start;
        while (end < start + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }
}
