package io.alidade.linux.observe;

import io.alidade.linux.observe.ObservationNote.Kind;
import io.alidade.linux.observe.ObservedContainer.ContainerName;
import io.alidade.linux.tree.TreeDirectory;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The kubelet's links `<pod>_<namespace>_<container>-<container id>.log`, which lead to
/// `<namespace>_<pod>_<pod uid>/<container>/<n>.log`: their texts tell which container an id is.
final class LogLinks {
    static final String FOLDER = "var/log/containers";

    private static final int MAX_LINKS = 50_000;
    private static final Comparator<ContainerName> BY_NAME = Comparator.comparing(ContainerName::namespace)
            .thenComparing(ContainerName::pod).thenComparing(ContainerName::container);
    private static final Pattern NAME = Pattern
            .compile("([^_/]{1,253})_([^_/]{1,63})_([^_/]{1,253})-([0-9a-f]{64})\\.log");
    private static final Pattern TARGET = Pattern
            .compile("(?:.*/)?([^_/]{1,63})_([^_/]{1,253})_([^_/]{1,64})/([^_/]{1,253})/[^/]+");

    /// @param podUid absent if the link does not tell
    record LogLink(ContainerName name, Optional<String> podUid) {}

    private final Map<String, LogLink> byContainerId = new HashMap<>();
    private final Map<String, Set<ContainerName>> byPodUid = new HashMap<>();

    /// Reads the links.
    ///
    /// @param folder instead of `var/log/containers` below the root
    /// @throws io.alidade.linux.tree.UnusableTree if `folder` is named and cannot be opened
    static LogLinks read(LiveFiles files, Optional<Path> folder, Notes notes) {
        LogLinks links = new LogLinks();
        LiveFiles holder = folder.map(path -> new LiveFiles(path, notes)).orElse(files);
        Optional<TreeDirectory> directory = folder.isPresent() ? Optional.of(holder.top()) : files.directory(FOLDER);
        if (directory.isEmpty()) {
            notes.add(Kind.LOG_LINKS_MISSING, files.top().pathOf(FOLDER) + " is not there, so nothing tells which"
                    + " container a cgroup is: pods are judged as a whole. Name the folder with --logs.");
            return links;
        }
        for (String name : directory.get().names(MAX_LINKS)) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches()) {
                links.add(matcher, holder.linkText(directory.get(), name));
            } else {
                notes.addGrouped(Kind.LOG_LINK_NOT_UNDERSTOOD, "", directory.get().pathOf(name)
                        + " is not named <pod>_<namespace>_<container>-<id>.log and is left out", "");
            }
        }
        return links;
    }

    private void add(Matcher name, Optional<String> target) {
        ContainerName container = new ContainerName(name.group(2), name.group(1), name.group(3));
        Optional<String> podUid = target.map(TARGET::matcher).filter(Matcher::matches)
                .filter(path -> path.group(1).equals(container.namespace()) && path.group(2).equals(container.pod()))
                .map(path -> path.group(3));
        byContainerId.put(name.group(4), new LogLink(container, podUid));
        podUid.ifPresent(uid -> byPodUid.computeIfAbsent(uid, _ -> new TreeSet<>(BY_NAME)).add(container));
    }

    Optional<LogLink> ofContainer(String containerId) {
        return Optional.ofNullable(byContainerId.get(containerId));
    }

    /// Pod uid to the containers that have a link, running or not.
    Map<String, Set<ContainerName>> byPodUid() {
        return byPodUid;
    }
}
