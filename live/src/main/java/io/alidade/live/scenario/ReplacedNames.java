package io.alidade.live.scenario;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.device.Device;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What names become in a report that shall name nobody: namespaces, pods, uids, containers, device ids, the node, and whatever
/// else is said to be a name. A name becomes the same wherever it stands, also within a text.
///
/// Invariant "not within words": a name is replaced where no letter or digit is before or behind it, so that `web` is found in
/// `shop/web-0` where `web` is a name and `web-0` is none, and not in `website`.
public final class ReplacedNames {
    private static final Pattern WORDS = Pattern.compile("[\\p{L}\\p{N}]+");
    private static final int MOST_PARTS = 24;

    private final Map<String, String> names;
    private final ScenarioNames structured;
    private final int longest;

    private ReplacedNames(Map<String, String> all, ScenarioNames structured) {
        names = new HashMap<>();
        all.forEach((name, other) -> {
            List<MatchResult> words = WORDS.matcher(name).results().toList();
            if (!words.isEmpty()) {
                names.put(name.substring(words.getFirst().start(), words.getLast().end()), other);
            }
        });
        this.structured = structured;
        longest = Math.min(MOST_PARTS, names.keySet().stream().mapToInt(ReplacedNames::parts).max().orElse(0));
    }

    /// A pod by its names.
    ///
    /// @param uid if it is known
    public record Pod(String namespace, String name, Optional<String> uid) {}

    /// Names to replace, beside those that checkpoints and devices have.
    ///
    /// @param containers names of containers
    /// @param others     what a name stands for (`node`, `file`) to the names
    public record Known(List<Pod> pods, Set<String> containers, Map<String, Set<String>> others) {
        public Known {
            pods = List.copyOf(pods);
            containers = Set.copyOf(containers);
            others = Map.copyOf(others);
        }
    }

    /// Chooses what each becomes.
    public static ReplacedNames of(Checkpoints checkpoints, List<Device> devices, Known known) {
        Map<String, Set<String>> held = new TreeMap<>();
        Map<String, Set<String>> ids = new TreeMap<>();
        devices.forEach(device -> ids.computeIfAbsent(device.resource(), _ -> new TreeSet<>()).add(device.id()));
        ScenarioNames.addHeld(checkpoints, held, ids);
        known.pods.forEach(pod -> pod.uid.ifPresent(uid -> held.computeIfAbsent(uid, _ -> new TreeSet<>())));
        Set<String> containers = new TreeSet<>(known.containers);
        held.values().forEach(containers::addAll);
        Map<String, String> uids = ScenarioNames.numbered("uid-", held.keySet());
        Map<String, String> containerNames = ScenarioNames.numbered("container-", containers);
        Map<String, Map<String, String>> deviceNames = new TreeMap<>();
        ids.forEach((resource, own) -> deviceNames.put(resource, ScenarioNames.numbered("device-", own)));
        Map<String, String> names = new HashMap<>();
        known.others.forEach((what, own) -> names.putAll(ScenarioNames.numbered(what + "-", own)));
        deviceNames.values().forEach(names::putAll);
        names.putAll(containerNames);
        Set<String> namespaces = new HashSet<>();
        known.pods.forEach(pod -> namespaces.add(pod.namespace));
        names.putAll(ScenarioNames.numbered("namespace-", namespaces));
        pods(known.pods, uids, names);
        // As cgroups of systemd have them.
        uids.forEach((uid, other) -> {
            for (String form : List.of(uid, uid.replace('-', '_'))) {
                names.put(form, other);
                names.put("pod" + form, other);
            }
        });
        return new ReplacedNames(names, ScenarioNames.everywhere(uids, containerNames, deviceNames));
    }

    /// A pod has the number of its uid; those without one come after.
    private static void pods(List<Pod> pods, Map<String, String> uids, Map<String, String> names) {
        Set<String> rest = new TreeSet<>();
        for (Pod pod : pods) {
            Optional<String> uid = pod.uid.map(own -> uids.getOrDefault(own, own));
            uid.ifPresentOrElse(own -> names.put(pod.name, own.replace("uid-", "pod-")), () -> rest.add(pod.name));
        }
        int next = uids.size();
        for (String name : rest) {
            next += names.putIfAbsent(name, "pod-" + (next + 1)) == null ? 1 : 0;
        }
    }

    private static int parts(String name) {
        return (int) WORDS.matcher(name).results().count();
    }

    /// A text without the names; where one is part of another, the longer one counts.
    public String text(String text) {
        List<int[]> words = new ArrayList<>();
        Matcher matcher = WORDS.matcher(text);
        while (matcher.find()) {
            words.add(new int[] {matcher.start(), matcher.end()});
        }
        StringBuilder replaced = new StringBuilder();
        int copied = 0;
        for (int first = 0; first < words.size(); first++) {
            for (int last = Math.min(first + longest, words.size()) - 1; last >= first; last--) {
                Optional<String> other = Optional
                        .ofNullable(names.get(text.substring(words.get(first)[0], words.get(last)[1])));
                if (other.isPresent()) {
                    replaced.append(text, copied, words.get(first)[0]).append(other.get());
                    copied = words.get(last)[1];
                    first = last;
                    break;
                }
            }
        }
        return replaced.append(text, copied, text.length()).toString();
    }

    /// Checkpoints under other names, without what plugins answered.
    public Checkpoints checkpoints(Checkpoints checkpoints) {
        return structured.checkpoints(checkpoints);
    }

    /// Devices under other ids.
    public List<Device> devices(List<Device> devices) {
        return devices.stream().map(structured::device).toList();
    }
}
