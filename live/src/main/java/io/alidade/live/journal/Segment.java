package io.alidade.live.journal;

import io.alidade.engine.settings.KubeletVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A file of a journal. Names sort as records are numbered: `journal-000000000000000001-v1.36.jsonl.gz`; the version of the kubelet
/// is where a replay looks for it.
///
/// @param first    the number of its first record
/// @param isClosed whether it is compressed, and no more is written to it
record Segment(Path file, long first, boolean isClosed) {
    private static final Pattern NAME = Pattern.compile("journal-(\\d{18})-v[0-9.]+\\.jsonl(\\.gz)?");
    private static final String COMPRESSED = ".gz";
    private static final String INDEX = ".index.gz";

    static String name(long first, KubeletVersion version) {
        return String.format(Locale.ROOT, "journal-%018d-v%s.jsonl", first, version.minor());
    }

    /// Those of a folder, the oldest first. Of one that is there twice, since somebody was stopped while compressing it, the
    /// compressed one.
    ///
    /// @throws IOException if the folder cannot be read
    static List<Segment> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        Map<String, Segment> byName = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(Segment::of).flatMap(Optional::stream).forEach(segment -> byName.merge(segment.plainName(),
                    segment, (one, other) -> one.isClosed ? one : other));
        }
        return List.copyOf(byName.values());
    }

    private static Optional<Segment> of(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? Optional.of(new Segment(file, Long.parseLong(name.group(1)), name.group(2) != null))
                : Optional.empty();
    }

    private String plainName() {
        String name = String.valueOf(file.getFileName());
        return isClosed ? name.substring(0, name.length() - COMPRESSED.length()) : name;
    }

    Path plain() {
        return file.resolveSibling(plainName());
    }

    Path compressed() {
        return file.resolveSibling(plainName() + COMPRESSED);
    }

    Path index() {
        return file.resolveSibling(plainName() + INDEX);
    }

    /// All of its files that are there.
    Collection<Path> files() {
        return Stream.of(plain(), compressed(), index()).filter(Files::exists).toList();
    }
}
