package io.alidade.agent.pod;

import io.alidade.engine.allocation.PodHoldings;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Disk;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.DurableFiles;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The pods of an agent on disk, a file for each: what makes them the same pods after a restart.
///
/// For one thread; the folder belongs to whoever holds the lock of the state folder.
public final class PodRecords {
    private static final String SUFFIX = ".json";
    private static final String KIND = "AgentPod";

    private final Path folder;
    private final Disk disk;

    public PodRecords(Path folder) {
        this(folder, Disk.REAL);
    }

    /// @param disk to which they are written step by step
    public PodRecords(Path folder, Disk disk) {
        this.folder = folder;
        this.disk = disk;
    }

    /// What was read, and what of it could not be used.
    ///
    /// @param records in their order
    /// @param problems of each file that was set aside, with its new name
    public record Found(List<PodRecord> records, List<String> problems) {
        public Found {
            records = List.copyOf(records);
            problems = List.copyOf(problems);
        }
    }

    /// Reads all records. A file that is none is renamed, so that it is in nobody's way and still there.
    ///
    /// @throws BadInput if the folder cannot be read
    public Found read() {
        List<PodRecord> records = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        DurableFiles.sweep(folder);
        for (Path file : files()) {
            try {
                records.add(record(DocumentReader.readFile(file)));
            } catch (BadInput problem) {
                Path aside = file.resolveSibling("." + file.getFileName() + ".set-aside");
                move(file, aside);
                problems.add(problem.getMessage() + " It is now " + aside + ", and its pod is not known.");
            }
        }
        records.sort(Comparator.comparingLong(PodRecord::sequence));
        return new Found(records, problems);
    }

    private List<Path> files() {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !String.valueOf(file.getFileName()).startsWith(".")
                    && file.toString().endsWith(SUFFIX)).sorted().toList();
        } catch (IOException failure) {
            throw new BadInput(folder + " cannot be read: " + DurableFiles.reason(failure) + ".",
                    "Check its permissions.");
        }
    }

    private static void move(Path file, Path aside) {
        try {
            Files.move(file, aside);
        } catch (IOException failure) {
            throw new BadInput(file + " cannot be renamed: " + DurableFiles.reason(failure) + ".",
                    "Check the permissions of its folder.");
        }
    }

    /// Brings a record to disk, or removes that of a pod which has to be there no more ([PodRecord#isLasting]).
    ///
    /// @throws BadInput if it cannot be written
    public void save(PodRecord record) {
        if (!record.isLasting()) {
            remove(record.pod().uid());
            return;
        }
        DurableFiles.replace(Map.of(path(record.pod().uid()), DocumentWriter.toJson(document(record))), disk);
    }

    /// Likewise several records: those that have to be there, all or none of them, then those that have not.
    ///
    /// @throws BadInput if one cannot be written
    public void saveAll(List<PodRecord> all) {
        Map<Path, String> texts = new LinkedHashMap<>();
        all.stream().filter(PodRecord::isLasting)
                .forEach(record -> texts.put(path(record.pod().uid()), DocumentWriter.toJson(document(record))));
        DurableFiles.replace(texts, disk);
        if (texts.size() < all.size()) {
            // One look at the folder, not one for each.
            Set<Path> there = new HashSet<>(files());
            all.stream().filter(record -> !record.isLasting() && there.contains(path(record.pod().uid())))
                    .forEach(record -> remove(record.pod().uid()));
        }
    }

    /// Forgets a pod.
    ///
    /// @throws BadInput if its file cannot be removed
    public void remove(String uid) {
        DurableFiles.remove(path(uid), disk);
    }

    private Path path(String uid) {
        return folder.resolve(uid + SUFFIX);
    }

    private static Value document(PodRecord record) {
        Value.Builder origin = Value.mapping();
        switch (record.pod().origin()) {
            case PodOrigin.ManifestFile(Path file) -> origin.with("file", file.toString());
            case PodOrigin.Api() -> origin.with("api", true);
            case PodOrigin.ContainerRuntime() -> origin.with("runtime", true);
        }
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", KIND)
                .with("sequence", record.sequence()).with("origin", origin).with("phase", record.phase().wireName())
                .with("reason", record.reason()).with("message", record.message())
                .with("warnings", Value.texts(record.warnings())).with("since", record.since().toString())
                .with("holdings", HoldingsDocument.of(record.holdings())).with("pod", record.pod().object()).build();
    }

    private static PodRecord record(List<DocumentNode> documents) {
        if (documents.size() != 1) {
            throw new BadInput("a pod's file holds " + documents.size() + " documents.", "Leave these files alone.");
        }
        Fields fields = Fields.of(DocumentReader.mapping(documents.getFirst()));
        if (!fields.string("kind").orElse("").equals(KIND)) {
            fields.report("kind", "is not " + KIND + ".", "Leave these files alone.");
        }
        PodOrigin origin = fields.object("origin").<PodOrigin>map(PodRecords::origin).orElseGet(PodOrigin.Api::new);
        DocumentNode pod = fields.node("pod").orElseThrow(() -> new BadInput(fields.position(), "pod is missing.",
                "Leave these files alone."));
        AgentPod read = AgentPod.read(pod, origin);
        return new PodRecord(fields.integer("sequence", 0, Long.MAX_VALUE).orElse(0), read,
                PodPhase.of(fields.string("phase").orElse("")).orElse(PodPhase.PENDING),
                fields.string("reason").orElse(""), fields.string("message").orElse(""),
                fields.stringList("warnings"), instant(fields.string("since").orElse("")),
                fields.object("holdings").map(held -> HoldingsDocument.read(held, read.uid()))
                        .orElse(PodHoldings.NONE));
    }

    private static PodOrigin origin(Fields from) {
        return from.string("file").<PodOrigin>map(file -> new PodOrigin.ManifestFile(Path.of(file)))
                .orElseGet(() -> from.bool("runtime").orElse(false) ? new PodOrigin.ContainerRuntime()
                        : new PodOrigin.Api());
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            return Instant.EPOCH;
        }
    }
}
