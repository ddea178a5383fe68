package io.alidade.plan.lint;

import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineDocuments;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/// The recorded configurations of `kube`, as lint is given them: what a kubelet made of each (README beside the files).
final class Recordings {
    private static final String FOLDER = "/io/alidade/kube/config/recorded/";

    private Recordings() {}

    /// @param files of a folder by path; else `config.yaml`
    /// @param error empty if it was accepted
    record Recorded(String id, Map<String, String> files, boolean isFolder, boolean isAccepted, String error) {
        /// A file with a folder of drop-ins, which lint is not given as one.
        boolean isFileWithDropIns() {
            return files.containsKey("BASE.yaml");
        }

        SourceGroup group() {
            List<SourceFile> sources = new ArrayList<>();
            files.forEach((path, text) -> {
                if (!isFolder || path.endsWith(".conf")) {
                    sources.add(SourceFile.of(path, text.getBytes(StandardCharsets.UTF_8)));
                }
            });
            // As the kubelet walks a folder: name by name, not as one text.
            sources.sort(Comparator.comparing(file -> file.name().replace('/', '\u0000')));
            return isFolder ? SourceGroup.dropIns("d", sources) : SourceGroup.of(sources.getFirst());
        }
    }

    static List<Recorded> read(String resource) {
        return text(resource).lines().map(line -> of(fields(resource, line))).toList();
    }

    private static Recorded of(Fields line) {
        boolean isFolder = line.has("folder");
        return new Recorded(line.string("id").orElseThrow(),
                isFolder ? line.strings("folder") : Map.of("config.yaml", line.string("text").orElseThrow()), isFolder,
                line.string("verdict").orElseThrow().equals("accept"), line.string("error").orElse(""));
    }

    /// The machine of the recordings: two NUMA nodes, 128 CPUs, 256 GiB.
    static MachineDescription machine() {
        return MachineDocuments.read(document("machine.json", text("machine.json"))).machine();
    }

    private static Fields fields(String name, String text) {
        return Fields.of(DocumentReader.mapping(document(name, text)));
    }

    private static DocumentNode document(String name, String text) {
        return DocumentReader.readOne(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(String resource) {
        try (InputStream in = Objects.requireNonNull(Recordings.class.getResourceAsStream(FOLDER + resource))) {
            byte[] raw = in.readAllBytes();
            if (!resource.endsWith(".gz")) {
                return new String(raw, StandardCharsets.UTF_8);
            }
            try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(raw))) {
                return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
