package io.alidade.live.run;

import io.alidade.engine.mask.CpuSet;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.InputFile;
import io.alidade.kube.document.Value;
import io.alidade.linux.process.CpusetCgroup;
import io.alidade.linux.process.ProcessIdentity;
import io.alidade.live.store.StoreLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The commands that run and what they have, in a file that one process at a time looks at and changes.
///
/// The file is replaced whole. After a crash of the machine no entry is alive, so all that has to be on disk then is a file that can be
/// read.
public final class RunLedger implements AutoCloseable {
    static final String FILE_NAME = "runs.json";
    private static final int MAX_BYTES = 4 << 20;

    private final Path file;
    private final StoreLock lock;
    private List<Run> runs;

    private RunLedger(Path file, StoreLock lock, List<Run> runs) {
        this.file = file;
        this.lock = lock;
        this.runs = runs;
    }

    /// Waits until no other process has the ledger, takes it, and strikes out what has ended.
    ///
    /// @param folder is made if it is missing
    /// @throws BadInput if it cannot be read or written
    public static RunLedger open(Path folder) {
        StoreLock lock = StoreLock.await(folder);
        try {
            Path file = folder.resolve(FILE_NAME);
            List<Run> alive = new ArrayList<>();
            for (Run run : read(file)) {
                if (run.isAlive()) {
                    alive.add(run);
                } else {
                    run.cgroup().map(CpusetCgroup::new).ifPresent(CpusetCgroup::remove);
                }
            }
            return new RunLedger(file, lock, List.copyOf(alive));
        } catch (RuntimeException failure) {
            lock.close();
            throw failure;
        }
    }

    /// Those that run.
    public List<Run> runs() {
        return runs;
    }

    /// Adds one. It is in the file when this returns.
    ///
    /// @throws BadInput if the file cannot be written
    public void add(Run run) {
        List<Run> more = new ArrayList<>(runs);
        more.add(run);
        write(more);
    }

    /// Strikes out the entries of a process.
    ///
    /// @throws BadInput if the file cannot be written
    public void remove(ProcessIdentity process) {
        write(runs.stream().filter(run -> !run.process().equals(process)).toList());
    }

    private void write(List<Run> changed) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            Path temporary = Files.createTempFile(folder, "." + FILE_NAME + ".", "");
            try {
                try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    ByteBuffer text = ByteBuffer
                            .wrap(DocumentWriter.toJson(document(changed)).getBytes(StandardCharsets.UTF_8));
                    while (text.hasRemaining()) {
                        channel.write(text);
                    }
                    // Else the name may be on disk before what is in the file, when the machine loses its power.
                    channel.force(false);
                }
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException failure) {
            throw new BadInput(file + " cannot be written: " + failure + ".",
                    "Maybe choose a folder that this user may write to with --state, or make room on the disk.");
        }
        runs = List.copyOf(changed);
    }

    private static Value document(List<Run> runs) {
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "RunLedger")
                .with("runs", Value.sequence(runs.stream().map(RunLedger::document).toList())).build();
    }

    private static Value document(Run run) {
        return Value.mapping().with("pid", run.pid()).with("startTicks", run.process().startTicks())
                .with("boot", run.process().boot()).with("cpus", run.cpus().toListString())
                .with("memory", Value.sequence(run.memory().bytes().entrySet().stream().map(share -> {
                    Value.Builder types = Value.mapping();
                    share.getValue().forEach(types::with);
                    return Value.mapping().with("numaNode", share.getKey()).with("bytes", types).build();
                }).toList()))
                .with("cgroup", run.cgroup().map(path -> Value.of(path.toString())))
                .with("command", run.command()).build();
    }

    private static List<Run> read(Path file) {
        if (Files.notExists(file)) {
            return List.of();
        }
        try {
            Fields fields = Fields.of(DocumentReader.mapping(
                    DocumentReader.readOne(file.toString(), InputFile.read(file, MAX_BYTES))));
            return fields.objects("runs").stream().map(RunLedger::run).toList();
        } catch (BadInput damaged) {
            throw new BadInput(String.valueOf(damaged.getMessage()), "The file keeps apart the commands that alidade"
                    + " run started; remove it once none of them runs.");
        } catch (IllegalArgumentException damaged) {
            throw new BadInput(file + " is damaged: " + damaged.getMessage(), "The file keeps apart the commands that"
                    + " alidade run started; remove it once none of them runs.");
        }
    }

    private static Run run(Fields fields) {
        Map<Integer, Map<String, Long>> memory = new TreeMap<>();
        for (Fields share : fields.objects("memory")) {
            Map<String, Long> types = new TreeMap<>();
            share.quantities("bytes").forEach((type, amount) -> types.put(type, amount.asLong().orElse(0)));
            memory.put((int) share.integer("numaNode", 0, Integer.MAX_VALUE).orElse(0), types);
        }
        return new Run(
                new ProcessIdentity(fields.integer("pid", 1, Integer.MAX_VALUE).orElse(1),
                        fields.integer("startTicks", 0, Long.MAX_VALUE).orElse(0), fields.string("boot").orElse("")),
                CpuSet.parseList(fields.string("cpus").orElse("")), new MemoryShares(memory),
                fields.string("cgroup").map(Path::of), fields.string("command").orElse(""));
    }

    /// Lets the next process look. What was added stays.
    @Override
    public void close() {
        lock.close();
    }
}
