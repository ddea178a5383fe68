package io.alidade.agent.decision;

import io.alidade.kube.document.Disk;
import io.alidade.testkit.Randomness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// A disk of real files whose power fails before a chosen step. What was not forced may be there afterwards, in part, or not at
/// all: of a file any beginning of what was written, of a folder the names that were changed since it was forced, later ones
/// only with the earlier ones.
final class CutDisk implements Disk {
    /// The power has failed: nothing that is done afterwards is.
    static final class Cut extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Cut() {
            super("the power failed", null, false, false);
        }
    }

    /// A file, whatever it is called.
    private static final class Content {
        private byte[] written = {};
        private byte[] forced = {};
    }

    /// What a name stood for before and after.
    private record Change(Content before, Content after) {}

    /// Stands for no file.
    private static final Content NOTHING = new Content();

    private final Randomness random;
    private final Map<Path, Content> files = new LinkedHashMap<>();
    /// Changes of names since their folder was forced, the oldest first.
    private final Map<Path, Map<Path, Change>> changes = new LinkedHashMap<>();
    private int stepsLeft;

    /// @param steps after so many the power fails
    CutDisk(Randomness random, int steps) {
        this.random = random;
        this.stepsLeft = steps;
    }

    private void step() {
        if (stepsLeft-- <= 0) {
            stepsLeft = 0;
            throw new Cut();
        }
    }

    private Content content(Path file) throws IOException {
        Content known = files.get(file);
        if (known == null) {
            known = NOTHING;
            if (Files.exists(file)) {
                known = new Content();
                known.forced = Files.readAllBytes(file);
                known.written = known.forced;
            }
            files.put(file, known);
        }
        return known;
    }

    private void named(Path file, Content after) throws IOException {
        Map<Path, Change> pending = changes.computeIfAbsent(file.resolveSibling(""), _ -> new LinkedHashMap<>());
        Change earlier = pending.remove(file);
        pending.put(file, new Change(earlier == null ? content(file) : earlier.before(), after));
        files.put(file, after);
    }

    /// Three steps: the name, what is written, and that it is forced.
    @Override
    public void create(Path file, ByteBuffer bytes) throws IOException {
        step();
        named(file, new Content());
        Files.createFile(file);
        step();
        byte[] text = new byte[bytes.remaining()];
        bytes.get(text);
        content(file).written = text;
        Files.write(file, text);
        step();
        content(file).forced = text;
    }

    @Override
    public void force(Path folder) {
        step();
        changes.remove(folder);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step();
        Content content = content(from);
        named(to, content);
        named(from, NOTHING);
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public boolean delete(Path file) throws IOException {
        step();
        named(file, NOTHING);
        return Files.deleteIfExists(file);
    }

    /// Leaves on the file system what the disk has after the power came back.
    void fail() throws IOException {
        for (Map<Path, Change> pending : changes.values()) {
            int kept = random.between(0, pending.size());
            for (Map.Entry<Path, Change> change : pending.entrySet()) {
                files.put(change.getKey(), kept-- > 0 ? change.getValue().after() : change.getValue().before());
            }
        }
        for (Map.Entry<Path, Content> file : files.entrySet()) {
            Content content = file.getValue();
            if (content.equals(NOTHING)) {
                Files.deleteIfExists(file.getKey());
            } else if (Arrays.equals(content.forced, content.written) || random.flip()) {
                Files.write(file.getKey(), content.forced);
            } else {
                Files.write(file.getKey(),
                        Arrays.copyOf(content.written, random.between(0, content.written.length)));
            }
        }
    }
}
