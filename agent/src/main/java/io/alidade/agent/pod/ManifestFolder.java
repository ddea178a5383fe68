package io.alidade.agent.pod;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DurableFiles;
import io.alidade.kube.document.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A folder of manifests, looked at again and again. A file with pods in it is taken when it is *complete*: it was renamed to
/// its place, or it has been left alone for a second. Until then the pods of its former content stay. Files whose name starts
/// with a dot are nobody's pods, as for a kubelet.
///
/// For one thread.
public final class ManifestFolder {
    /// A file that nobody has written to for so long is complete.
    public static final Duration QUIET = Duration.ofSeconds(1);

    private static final int MAX_FILES = 10_000;

    private final Path folder;
    private final Map<Path, Taken> taken = new TreeMap<>();

    public ManifestFolder(Path folder) {
        this.folder = folder;
    }

    /// What a file looked like, by its size and times.
    private record Look(long size, FileTime modified, FileTime changed) {}

    private record Taken(Optional<Look> look, List<AgentPod> pods) {
        static final Taken NOTHING = new Taken(Optional.empty(), List.of());

        private Taken {
            pods = List.copyOf(pods);
        }
    }

    /// What is different since the last look.
    ///
    /// @param gone     uids of pods whose file is gone or says something else
    /// @param appeared new pods, by file name
    /// @param problems files that cannot be used; the pods that they had stay
    /// @param unsettled whether a file is not complete yet: look again soon
    public record Changes(List<String> gone, List<AgentPod> appeared, List<BadInput> problems, boolean unsettled) {
        public Changes {
            gone = List.copyOf(gone);
            appeared = List.copyOf(appeared);
            problems = List.copyOf(problems);
        }
    }

    /// Looks at the folder.
    ///
    /// @throws BadInput if it cannot be read
    public Changes look(Instant now) {
        List<String> gone = new ArrayList<>();
        List<AgentPod> appeared = new ArrayList<>();
        List<BadInput> problems = new ArrayList<>();
        boolean unsettled = false;
        List<Path> files = files();
        for (Path lost : taken.keySet().stream().filter(path -> !files.contains(path)).toList()) {
            taken.getOrDefault(lost, Taken.NOTHING).pods().forEach(pod -> gone.add(pod.uid()));
            taken.remove(lost);
        }
        for (Path file : files) {
            Optional<Look> look = look(file);
            Taken before = taken.getOrDefault(file, Taken.NOTHING);
            if (look.isEmpty() || before.look().equals(look)) {
                continue;
            }
            if (!isComplete(look.get(), now)) {
                unsettled = true;
                continue;
            }
            List<AgentPod> old = before.pods();
            List<AgentPod> pods = old;
            try {
                pods = AgentPod.readAll(file.toString(), InputFile.read(file, DocumentReader.MAX_BYTES),
                        new PodOrigin.ManifestFile(file));
            } catch (BadInput problem) {
                problems.add(problem);
            }
            if (!look.equals(look(file))) {
                // Written to while it was read.
                unsettled = true;
                continue;
            }
            taken.put(file, new Taken(look, pods));
            List<AgentPod> kept = pods;
            old.stream().filter(pod -> !kept.contains(pod)).forEach(pod -> gone.add(pod.uid()));
            pods.stream().filter(pod -> !old.contains(pod)).forEach(appeared::add);
        }
        return new Changes(gone, appeared, problems, unsettled);
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !String.valueOf(file.getFileName()).startsWith(".")
                    && Files.isRegularFile(file)).sorted().limit(MAX_FILES).toList();
        } catch (IOException failure) {
            throw new BadInput(folder + " cannot be read: " + DurableFiles.reason(failure) + ".",
                    "Name a folder of manifests that this user may read.");
        }
    }

    private static Optional<Look> look(Path file) {
        try {
            Map<String, Object> attributes = Files.readAttributes(file, "unix:size,lastModifiedTime,ctime",
                    new LinkOption[0]);
            return attributes.get("size") instanceof Long size
                    && attributes.get("lastModifiedTime") instanceof FileTime modified
                    && attributes.get("ctime") instanceof FileTime changed
                            ? Optional.of(new Look(size, modified, changed)) : Optional.empty();
        } catch (IOException _) {
            // Gone in between: the next look sees that.
            return Optional.empty();
        }
    }

    // Writing sets both times to the same moment; renaming, and cp -p or install at their end, set one of them apart.
    private static boolean isComplete(Look look, Instant now) {
        return !look.modified().equals(look.changed())
                || !look.changed().toInstant().plus(QUIET).isAfter(now);
    }
}
