package io.alidade.agent.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// The folders of pods: logs, and what belongs to a running container.
public record PodFolders(Path root) {
    /// That of a pod.
    public Path of(String uid) {
        return root.resolve(uid);
    }

    /// Removes that of a pod, with everything in it.
    public void remove(String uid) {
        if (Files.notExists(of(uid))) {
            return;
        }
        try (Stream<Path> files = Files.walk(of(uid))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException _) {
            // What stays is in nobody's way: the next pod has another uid.
        }
    }
}
