package io.alidade.agent.runtime;

import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.runtime.VolumeSpec.EmptyDir;
import io.alidade.agent.runtime.VolumeSpec.HostPath;
import io.alidade.agent.runtime.VolumeSpec.Medium;
import io.alidade.kube.document.DurableFiles;
import io.alidade.linux.process.Mounts;
import io.alidade.linux.process.SystemCallFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The volumes of pods on this machine: made before a container that sees them is created, and removed when their pod has ended.
/// What is there already stays as it is, so a container that is started again finds what the former one has left. For any
/// thread, one at a time for each pod.
///
/// In the folder of a pod are `volumes/NAME`, the volumes of its own, `parts/CONTAINER/NUMBER`, parts of volumes (`subPath`),
/// and `messages/CONTAINER`, where containers leave messages about their end.
public final class Volumes {
    private static final String OWN = "volumes";
    private static final String PARTS = "parts";
    private static final String MESSAGES = "messages";
    private static final int MAX_MESSAGE_BYTES = 4096;
    private static final int EVERYBODY = 0777;
    private static final int GROUP_STAYS = 02000;
    private static final int FILE_OF_EVERYBODY = 0666;

    private final Path root;
    private final Supplier<OptionalLong> allocatableBytes;

    /// @param root             where each pod has a folder
    /// @param allocatableBytes the memory that all pods together may use
    public Volumes(Path root, Supplier<OptionalLong> allocatableBytes) {
        this.root = root;
        this.allocatableBytes = allocatableBytes;
    }

    private Path folder(String uid) {
        return root.resolve(uid);
    }

    /// Makes ready what a container sees of volumes, the place of its last message included.
    ///
    /// @throws StartFailed if that cannot be
    List<BindMount> prepare(AgentPod pod, RunSpec spec, ContainerSpec container) throws StartFailed {
        Map<String, Path> places = new LinkedHashMap<>();
        for (VolumeSpec volume : spec.volumes()) {
            places.put(volume.name(), switch (volume) {
                case EmptyDir own -> own(pod, spec, own);
                case HostPath here -> HostPaths.check(here);
            });
        }
        List<BindMount> mounts = new ArrayList<>();
        for (int number = 0; number < container.mounts().size(); number++) {
            MountSpec mount = container.mounts().get(number);
            Path source = places.getOrDefault(mount.volume(), root);
            if (mount.subPath().isPresent()) {
                source = part(pod.uid(), container.name(), number, source, mount);
            }
            mounts.add(new BindMount(source, mount.mountPath(), mount.isReadOnly(), mount.propagation()));
        }
        return mounts;
    }

    /// Makes the file for a message about the end of a container, empty.
    BindMount message(AgentPod pod, ContainerSpec container) throws StartFailed {
        Path file = messageFile(pod.uid(), container.name());
        try {
            Files.createDirectories(folder(pod.uid()).resolve(MESSAGES));
            Files.writeString(file, "");
            Files.setAttribute(file, "unix:mode", FILE_OF_EVERYBODY);
        } catch (IOException failure) {
            throw failed(container.path() + ".terminationMessagePath", DurableFiles.reason(failure));
        }
        return new BindMount(file, container.terminationMessage().path(), false, BindMount.Propagation.PRIVATE);
    }

    /// What a container has left there; empty if nothing.
    String leftMessage(String uid, String container) {
        try (var in = Files.newInputStream(messageFile(uid, container))) {
            return new String(in.readNBytes(MAX_MESSAGE_BYTES), StandardCharsets.UTF_8);
        } catch (IOException none) {
            return "";
        }
    }

    private Path messageFile(String uid, String container) {
        return folder(uid).resolve(MESSAGES).resolve(container);
    }

    private Path own(AgentPod pod, RunSpec spec, EmptyDir volume) throws StartFailed {
        Path place = folder(pod.uid()).resolve(OWN).resolve(volume.name());
        try {
            boolean isNew = Files.notExists(place);
            Files.createDirectories(place);
            switch (volume.medium()) {
                case Medium.Disk() -> {
                    // Nothing more.
                }
                case Medium.Memory() -> {
                    if (!Mounts.isMounted(place)) {
                        Mounts.memory(place, MemoryVolumes.size(pod.manifest(), volume, allocatableBytes.get()));
                        isNew = true;
                    }
                }
                case Medium.HugePages(long pageSizeBytes) -> {
                    if (!Mounts.isMounted(place)) {
                        Mounts.hugePages(place, pageSizeBytes);
                        isNew = true;
                    }
                }
            }
            if (isNew) {
                if (spec.fsGroup().isPresent()) {
                    Files.setAttribute(place, "unix:gid", Math.toIntExact(spec.fsGroup().getAsLong()));
                }
                Files.setAttribute(place, "unix:mode", EVERYBODY | (spec.fsGroup().isPresent() ? GROUP_STAYS : 0));
            }
            return place;
        } catch (IOException failure) {
            throw failed(volume.path(), DurableFiles.reason(failure));
        } catch (SystemCallFailed failure) {
            throw failed(volume.path(), String.valueOf(failure.getMessage()));
        }
    }

    private Path part(String uid, String container, int number, Path source, MountSpec mount) throws StartFailed {
        Path parts = folder(uid).resolve(PARTS).resolve(container);
        Path place = parts.resolve(Integer.toString(number));
        try {
            if (!Mounts.isMounted(place)) {
                Files.createDirectories(parts);
                Mounts.bindPart(source, mount.subPath().orElseThrow(), place);
            }
            return place;
        } catch (IOException failure) {
            throw failed(mount.path() + ".subPath", DurableFiles.reason(failure));
        } catch (SystemCallFailed failure) {
            throw failed(mount.path() + ".subPath", failure.reason());
        }
    }

    private static StartFailed failed(String path, String why) {
        return new StartFailed(path + " cannot be made ready: " + why);
    }

    /// Removes everything that belongs to a pod whose containers have ended, but no message.
    void release(String uid) {
        for (String part : List.of(PARTS, OWN)) {
            remove(folder(uid).resolve(part));
        }
    }

    /// Removes all that is left of a pod.
    void remove(String uid) {
        release(uid);
        remove(folder(uid));
    }

    /// Removes what pods have left that are not known any more.
    ///
    /// @param known uids
    public void keepOnly(Set<String> known) {
        if (Files.notExists(root)) {
            return;
        }
        try (Stream<Path> folders = Files.list(root)) {
            folders.map(folder -> String.valueOf(folder.getFileName())).filter(uid -> !known.contains(uid)).toList()
                    .forEach(this::remove);
        } catch (IOException _) {
            // The next start looks again.
        }
    }

    /// Mounts go first, so that nothing of what they show is removed; where one stays, so does everything.
    private static void remove(Path folder) {
        if (Files.notExists(folder)) {
            return;
        }
        try {
            for (Path mounted : mounted(folder)) {
                Mounts.unmount(mounted);
            }
            Files.walkFileTree(folder, new Removal(device(folder)));
        } catch (IOException | SystemCallFailed _) {
            // What stays is in nobody's way: the next pod has another uid.
        }
    }

    private static List<Path> mounted(Path folder) throws IOException {
        List<Path> mounted = new ArrayList<>();
        try (Stream<Path> below = Files.walk(folder, 2)) {
            for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                if (Mounts.isMounted(path)) {
                    mounted.add(path);
                }
            }
        }
        return mounted;
    }

    private static Object device(Path folder) throws IOException {
        return Files.getAttribute(folder, "unix:dev", LinkOption.NOFOLLOW_LINKS);
    }

    /// Ends before a file system that somebody else has mounted there.
    private static final class Removal extends SimpleFileVisitor<Path> {
        private final Object device;

        Removal(Object device) {
            this.device = device;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            if (!device(folder).equals(device)) {
                throw new IOException(folder + " is on another file system");
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
