package io.alidade.live.source;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.InputFile;
import io.alidade.kube.machine.DescribedMachine;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineDocuments;
import io.alidade.linux.hwloc.HwlocXml;
import io.alidade.linux.machine.DiscoveredMachine;
import io.alidade.linux.machine.MachineDiscovery;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Finds out what a machine is written in, by its content, and reads it: this machine, a folder with its `sys` and `proc`,
/// a tar or tar.gz of one, an XML of hwloc, or a document ([MachineDocuments]).
public final class MachineSources {
    private static final int HEAD_BYTES = 1024;
    /// Of an archive that comes through a pipe. Files may be larger: reading them is bounded by what is in them.
    private static final long MAX_PIPED_BYTES = 1L << 30;

    private final Inputs inputs;

    public MachineSources(Inputs inputs) {
        this.inputs = inputs;
    }

    /// Reads a machine; without a name, this one.
    ///
    /// @throws BadInput or [io.alidade.linux.tree.UnusableTree] if it cannot be used
    public FoundMachine read(Optional<String> node) {
        if (node.isEmpty()) {
            return found("this machine", MachineDiscovery.discover(Path.of("/")));
        }
        String file = node.get();
        boolean isFile = !Inputs.isStandardInput(file);
        if (isFile && Files.isDirectory(Inputs.path(file))) {
            return found("folder " + file, MachineDiscovery.discover(Inputs.path(file)));
        }
        try (InputStream stream = inputs.open(file)) {
            byte[] head = head(file, stream);
            if (MachineDiscovery.isArchive(head)) {
                return found("archive " + Inputs.name(file), isFile && Files.isRegularFile(Inputs.path(file))
                        ? MachineDiscovery.discoverArchive(Inputs.path(file)) : piped(file, head, stream));
            }
            return text(file, InputFile.read(Inputs.name(file),
                    new SequenceInputStream(new ByteArrayInputStream(head), stream), DocumentReader.MAX_BYTES));
        } catch (IOException failure) {
            throw unreadable(file, failure);
        }
    }

    private FoundMachine text(String file, byte[] bytes) {
        String name = Inputs.name(file);
        if (HwlocXml.isXml(bytes)) {
            return found("hwloc XML " + name, HwlocXml.read(name, bytes));
        }
        DescribedMachine described = MachineDocuments.read(DocumentReader.readOne(name, bytes));
        boolean isUsual = switch (described.format()) {
            case MACHINE_FILE, NODE_TOPOLOGY -> true;
            case SCENARIO, NODE_RESOURCE_TOPOLOGY -> false;
        };
        return new FoundMachine(described.format().wireName() + " " + name, isUsual, described.machine(),
                described.warnings());
    }

    private static byte[] head(String file, InputStream stream) {
        try {
            return stream.readNBytes(HEAD_BYTES);
        } catch (IOException failure) {
            throw unreadable(file, failure);
        }
    }

    private static BadInput unreadable(String file, IOException failure) {
        return new BadInput(Inputs.name(file) + " cannot be read: " + failure.getMessage() + ".",
                "Check where the input comes from.");
    }

    /// Archives are read from files only, so what comes through a pipe becomes one for as long as it is read.
    private static DiscoveredMachine piped(String file, byte[] head, InputStream rest) throws IOException {
        Path copy = Files.createTempFile("alidade-", ".tar");
        try {
            try (OutputStream out = Files.newOutputStream(copy)) {
                out.write(head);
                byte[] buffer = new byte[1 << 16];
                long total = head.length;
                for (int count = rest.read(buffer); count >= 0; count = rest.read(buffer)) {
                    total += count;
                    if (total > MAX_PIPED_BYTES) {
                        throw new BadInput(Inputs.name(file) + " has more than " + MAX_PIPED_BYTES + " bytes.",
                                "Leave out what is not in sys and proc, or make it with alidade topology capture.");
                    }
                    out.write(buffer, 0, count);
                }
            }
            return MachineDiscovery.discoverArchive(copy);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private static FoundMachine found(String source, DiscoveredMachine discovered) {
        return new FoundMachine(source, false, MachineDescription.of(discovered.topology(), discovered.hardware()),
                discovered.warnings().stream().map(warning -> warning.kind().wireName() + ": " + warning.message())
                        .toList());
    }
}
