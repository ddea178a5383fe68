package io.alidade.conformance;

import io.alidade.kube.document.Bytes;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.Position;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The pods of a journal's steps. Most ask, letter by letter, for what another one asked for: what was read once is kept by its
/// bytes, and neither parsed nor read again.
final class KnownManifests {
    private static final int MAX_KEPT = 256;
    /// How large annotations are is up to whoever writes them.
    private static final int MAX_BYTES = 8_192;
    /// As the API server has it; a longer name is for the reader to refuse.
    private static final int MAX_NAME = 253;
    private static final byte[] STEP = bytes("{\"op\":\"admit\",");
    private static final byte[] BEGIN = bytes(
            "\"manifest\":{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"");
    private static final int KEY_LENGTH = "\"manifest\":".length();
    private static final byte[] NAMESPACE = bytes("\",\"namespace\":\"");
    private static final byte[] UID = bytes("\",\"uid\":\"");
    // In a text its quotes would stand behind backslashes.
    private static final byte[] NEXT = bytes("},\"expect\":{");

    private final Map<String, PodManifest> kept = new HashMap<>();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// A pod's object in a line, as a journal writes it: names first, none of them escaped.
    ///
    /// @param start of the object
    /// @param end   behind it
    /// @param rest  what is behind the names, byte by byte
    record Outline(int start, int end, String name, String namespace, String uid, String rest) {
        /// Leaves an empty object of the same length in the line: places of all else stay.
        void clear(byte[] line) {
            Arrays.fill(line, start + 1, end - 1, (byte) ' ');
        }
    }

    /// The pod's object in a step; nothing if there is none, or it is written in another way.
    static Optional<Outline> in(byte[] line) {
        int begin = Bytes.startWith(line, STEP, 0) ? Bytes.indexOf(line, BEGIN, STEP.length) : -1;
        if (begin < 0) {
            return Optional.empty();
        }
        Names names = new Names(line, begin + BEGIN.length);
        String name = names.next(NAMESPACE);
        String namespace = names.next(UID);
        String uid = names.next(new byte[] {'"'});
        int end = names.at < 0 ? 0 : Bytes.indexOf(line, NEXT, names.at) + 1;
        if (end == 0 || end - names.at > MAX_BYTES || name == null || namespace == null || uid == null) {
            return Optional.empty();
        }
        return Optional.of(new Outline(begin + KEY_LENGTH, end, name, namespace, uid,
                new String(line, names.at, end - names.at, StandardCharsets.ISO_8859_1)));
    }

    /// How the pod's object in a line is read. That of a pod which is known is emptied, for nobody parses it.
    ///
    /// @param source names the line for people
    Function<Mapping, PodManifest> reading(String source, byte[] line) {
        Optional<Outline> found = in(line);
        if (found.isEmpty()) {
            return PodManifests::readPod;
        }
        Outline outline = found.get();
        PodManifest same = kept.get(outline.rest());
        if (same == null) {
            return manifest -> kept(outline, PodManifests.readPod(manifest));
        }
        outline.clear(line);
        return _ -> same.called(outline.namespace(), outline.name(), outline.uid(),
                new Position(source, 1, outline.start() + 1));
    }

    private PodManifest kept(Outline outline, PodManifest read) {
        if (kept.size() >= MAX_KEPT) {
            kept.clear();
        }
        kept.put(outline.rest(), read);
        return read;
    }

    /// Texts that follow each other.
    private static final class Names {
        private final byte[] line;
        /// Negative after one that is none.
        private int at;

        Names(byte[] line, int at) {
            this.line = line;
            this.at = at;
        }

        @Nullable
        String next(byte[] end) {
            int from = at;
            int quote = from;
            while (from >= 0 && quote < line.length && line[quote] != '"' && line[quote] != '\\') {
                quote++;
            }
            boolean isName = from >= 0 && quote > from && quote - from <= MAX_NAME && Bytes.startWith(line, end, quote);
            at = isName ? quote + end.length : -1;
            return isName ? new String(line, from, quote - from, StandardCharsets.UTF_8) : null;
        }
    }
}
