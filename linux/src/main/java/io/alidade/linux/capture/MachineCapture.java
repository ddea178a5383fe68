package io.alidade.linux.capture;

import io.alidade.linux.machine.DiscoveredMachine;
import io.alidade.linux.machine.MachineDiscovery;
import io.alidade.linux.tree.MachineTree;
import io.alidade.linux.tree.TreeRecording;
import io.alidade.linux.tree.TreeRecording.Entry;
import io.alidade.linux.tree.UnusableTree;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/// Writes archives of machines.
public final class MachineCapture {
    private MachineCapture() {}

    /// Discovers the machine below `root`, a folder or an archive, and writes what was read to `file`, a tar.gz. The file
    /// appears, or replaces an older one, when it is whole.
    ///
    /// The same machine gives the same bytes with one version of Java; another one may compress in another way.
    ///
    /// @throws UnusableTree if there is no machine to discover, or `file` cannot be written
    public static CapturedMachine write(Path root, Path file) {
        TreeRecording recording = new TreeRecording();
        DiscoveredMachine machine = MachineDiscovery.discover(recording.of(problems -> Files.isRegularFile(root)
                ? MachineTree.openArchive(root, problems)
                : MachineTree.open(root, problems)));
        SortedMap<String, Entry> entries = withParents(recording.entries());
        try {
            return new CapturedMachine(machine, entries.size(), write(entries, file));
        } catch (IOException e) {
            throw new UnusableTree(file + " cannot be written: " + reason(e) + ".",
                    "Name a file in a folder that exists and may be written to.");
        }
    }

    private static SortedMap<String, Entry> withParents(SortedMap<String, Entry> recorded) {
        SortedMap<String, Entry> entries = new TreeMap<>(recorded);
        for (String path : recorded.keySet()) {
            for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
                entries.putIfAbsent(path.substring(0, slash), new Entry.Directory(true));
            }
        }
        return entries;
    }

    private static long write(SortedMap<String, Entry> entries, Path file) throws IOException {
        Path target = file.toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw new IOException("it is a directory");
        }
        Path temporary = target
                .resolveSibling("." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            try (OutputStream raw = Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
                    // Its header has no time and no name.
                    OutputStream packed = new GZIPOutputStream(new BufferedOutputStream(raw))) {
                TarWriter tar = new TarWriter(packed);
                for (var entry : entries.entrySet()) {
                    tar.entry(entry.getKey(), entry.getValue());
                }
                tar.end();
            }
            long size = Files.size(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            return size;
        } catch (FileAlreadyExistsException e) {
            throw new IOException(e.getFile() + " is in the way", e);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "its folder does not exist";
            case AccessDeniedException _ -> "permission denied";
            default -> String.valueOf(e.getMessage());
        };
    }

    /// A machine and the archive that was made of it.
    ///
    /// @param machine   as it was when it was captured
    /// @param entries   the files, directories and links in the archive
    /// @param fileBytes the size of the archive
    public record CapturedMachine(DiscoveredMachine machine, int entries, long fileBytes) {}
}
