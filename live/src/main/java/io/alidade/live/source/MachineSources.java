package io.alidade.live.source;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.InputFile;
import io.alidade.kube.machine.DescribedMachine;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineDocuments;
import io.alidade.kube.paste.JoinedMachine;
import io.alidade.kube.paste.Pastes;
import io.alidade.kube.paste.Told;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds out what a machine is written in, by its content, and reads it: this machine, a folder with its `sys` and `proc`,
/// a tar of one, an XML of hwloc, a document ([MachineDocuments]), or output of tools ([Pastes]), of which several make one
/// machine.
public final class MachineSources {
    private static final int HEAD_BYTES = 1024;
    /// Of an archive that comes through a pipe. Files may be larger: reading them is bounded by what is in them.
    private static final long MAX_PIPED_BYTES = 1L << 30;

    private final Inputs inputs;

    public MachineSources(Inputs inputs) {
        this.inputs = inputs;
    }

    /// What one name stands for.
    private sealed interface Source {
        /// A machine by itself.
        record Whole(FoundMachine found) implements Source {}

        /// Outputs of tools, each of which tells a part.
        record Parts(String name, List<Told> told) implements Source {}
    }

    /// Reads one machine from all that is named; without a name, this one. What tells a part only is joined to the others.
    ///
    /// @throws BadInput or [io.alidade.linux.tree.UnusableTree] if it cannot be used
    public FoundMachine read(List<String> names) {
        if (names.isEmpty()) {
            return found("this machine", MachineDiscovery.discover(Path.of("/")));
        }
        List<Source> sources = names.stream().map(this::source).toList();
        List<FoundMachine> wholes = wholes(sources);
        if (wholes.size() > 1) {
            throw new BadInput(
                    "two machines are given: " + wholes.getFirst().source() + " and " + wholes.get(1).source()
                            + ".",
                    "Give one of them, and what is to be joined to it (lscpu, numactl --hardware, a node object).");
        }
        return joined(wholes, parts(sources));
    }

    /// Reads several machines: each name is one, but all names that tell a part only are one together, or belong to the
    /// only one that is whole. Without a name, this one.
    ///
    /// @throws BadInput or [io.alidade.linux.tree.UnusableTree] if one cannot be used
    public List<FoundMachine> readSeveral(List<String> names) {
        if (names.isEmpty()) {
            return List.of(read(names));
        }
        List<Source> sources = names.stream().map(this::source).toList();
        List<FoundMachine> wholes = wholes(sources);
        List<Source.Parts> parts = parts(sources);
        if (parts.isEmpty()) {
            return wholes;
        }
        if (wholes.size() <= 1) {
            return List.of(joined(wholes, parts));
        }
        return Stream.concat(wholes.stream(), Stream.of(joined(List.of(), parts))).toList();
    }

    private static List<FoundMachine> wholes(List<Source> sources) {
        return sources.stream().mapMulti((Source source, Consumer<FoundMachine> out) -> {
            if (source instanceof Source.Whole(FoundMachine found)) {
                out.accept(found);
            }
        }).toList();
    }

    private static List<Source.Parts> parts(List<Source> sources) {
        return sources.stream().filter(Source.Parts.class::isInstance).map(Source.Parts.class::cast).toList();
    }

    private static FoundMachine joined(List<FoundMachine> wholes, List<Source.Parts> parts) {
        if (parts.isEmpty()) {
            return wholes.getFirst();
        }
        List<Told> told = parts.stream().flatMap(part -> part.told().stream()).toList();
        String names = parts.stream().map(Source.Parts::name).collect(Collectors.joining(", "));
        if (wholes.isEmpty()) {
            JoinedMachine joined = JoinedMachine.of(told);
            return new FoundMachine("output of tools in " + names, false, joined.machine(), joined.warnings(),
                    joined.kubeletVersion());
        }
        FoundMachine whole = wholes.getFirst();
        JoinedMachine joined = JoinedMachine.of(whole.source(), whole.machine(), told);
        List<String> warnings = new ArrayList<>(whole.warnings());
        warnings.addAll(joined.warnings());
        return new FoundMachine(whole.source() + ", with output of tools in " + names, false, joined.machine(),
                warnings,
                joined.kubeletVersion());
    }

    private Source source(String file) {
        boolean isFile = !Inputs.isStandardInput(file);
        if (isFile && Files.isDirectory(Inputs.path(file))) {
            return new Source.Whole(found("folder " + file, MachineDiscovery.discover(Inputs.path(file))));
        }
        try (InputStream stream = inputs.open(file)) {
            byte[] head = head(file, stream);
            if (MachineDiscovery.isArchive(head)) {
                return new Source.Whole(found("archive " + Inputs.name(file),
                        isFile && Files.isRegularFile(Inputs.path(file))
                                ? MachineDiscovery.discoverArchive(Inputs.path(file)) : piped(file, head, stream)));
            }
            return text(file, InputFile.read(Inputs.name(file),
                    new SequenceInputStream(new ByteArrayInputStream(head), stream), DocumentReader.MAX_BYTES));
        } catch (IOException failure) {
            throw unreadable(file, failure);
        }
    }

    private Source text(String file, byte[] bytes) {
        String name = Inputs.name(file);
        if (HwlocXml.isXml(bytes)) {
            return new Source.Whole(found("hwloc XML " + name, HwlocXml.read(name, bytes)));
        }
        List<Told> told = Pastes.read(name, bytes);
        if (!told.isEmpty()) {
            return new Source.Parts(name, told);
        }
        DescribedMachine described = MachineDocuments.read(DocumentReader.readOne(name, bytes));
        boolean isUsual = switch (described.format()) {
            case MACHINE_FILE, NODE_TOPOLOGY -> true;
            case SCENARIO, NODE_RESOURCE_TOPOLOGY -> false;
        };
        return new Source.Whole(
                new FoundMachine(described.format().wireName() + " " + name, isUsual, described.machine(),
                        described.warnings(), Optional.empty()));
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
                        .toList(),
                Optional.empty());
    }
}
