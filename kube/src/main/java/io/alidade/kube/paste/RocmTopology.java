package io.alidade.kube.paste;

import io.alidade.engine.device.Device;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `rocm-smi --showtoponuma` (and `--showtopo`, which has it at its end; both with `--json`): the GPUs of AMD with their NUMA
/// nodes.
final class RocmTopology implements SectionReader {
    private static final String RESOURCE = "amd.com/gpu";
    private static final String NODE = "(Topology) Numa Node";
    private static final String AFFINITY = "(Topology) Numa Affinity";
    private static final Pattern HEADER = Pattern
            .compile("=+ (ROCm System Management Interface|.{1,60} between two GPUs|Numa Nodes) =+");
    private static final Pattern END = Pattern.compile("=+ End of ROCm SMI Log =+");
    private static final Pattern PLACE = Pattern.compile(
            "\\s{0,40}GPU ?\\[?([0-9]{1,4})\\]?\\s{1,40}: \\(Topology\\) Numa (Node|Affinity): (-?[0-9]{1,5})");
    private static final Pattern CARD = Pattern.compile("card([0-9]{1,4})");
    private static final int MAX_AHEAD = 2_000;

    @Override
    public boolean starts(PastedLines lines) {
        if (PLACE.matcher(lines.peek()).matches()) {
            return true;
        }
        if (!HEADER.matcher(lines.peek()).matches()) {
            return false;
        }
        for (int ahead = 1; ahead < MAX_AHEAD; ahead++) {
            String line = lines.peek(ahead);
            if (PLACE.matcher(line).matches()) {
                return true;
            }
            if (END.matcher(line).matches() || PastedLines.isPrompt(line)) {
                return false;
            }
        }
        return false;
    }

    @Override
    public Told read(PastedLines lines) {
        String origin = lines.origin("rocm-smi");
        Map<Integer, OptionalInt> places = new TreeMap<>();
        boolean isFound = false;
        while (lines.hasNext() && !lines.isPrompt()) {
            Matcher place = PLACE.matcher(lines.peek());
            if (place.matches()) {
                isFound = true;
                put(places, Integer.parseInt(place.group(1)), place.group(3));
            } else if (END.matcher(lines.peek()).matches()) {
                lines.advance();
                break;
            } else if (isFound && !lines.isBlank()) {
                break;
            }
            lines.advance();
        }
        return told(origin, places);
    }

    /// Whether a JSON object is such an output.
    static boolean isOne(Mapping object) {
        return object.entries().stream().anyMatch(entry -> entry.value() instanceof Mapping card
                && card.find(NODE).isPresent());
    }

    static Told read(String origin, Mapping object) {
        Map<Integer, OptionalInt> places = new TreeMap<>();
        for (Entry entry : object.entries()) {
            Matcher card = CARD.matcher(entry.key());
            if (card.matches() && entry.value() instanceof Mapping facts) {
                for (String key : List.of(NODE, AFFINITY)) {
                    Optional<DocumentNode> place = facts.find(key);
                    if (place.isPresent() && place.get() instanceof Scalar text) {
                        put(places, Integer.parseInt(card.group(1)), text.text());
                    }
                }
            }
        }
        return told(origin, places);
    }

    /// The NUMA node of the card, or that of its affinity where the first is not known (-1).
    private static void put(Map<Integer, OptionalInt> places, int gpu, String numaNode) {
        OptionalInt id = CpuLists.id(numaNode);
        places.merge(gpu, id, (first, second) -> first.isPresent() ? first : second);
    }

    private static Told told(String origin, Map<Integer, OptionalInt> places) {
        List<Fact> facts = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        places.forEach((gpu, numaNode) -> {
            if (numaNode.isEmpty()) {
                unknown.add("GPU" + gpu);
            }
            facts.add(new Fact.DeviceAt(new Device(RESOURCE, "GPU" + gpu,
                    numaNode.isPresent() ? Optional.of(List.of(numaNode.getAsInt())) : Optional.empty(), true)));
        });
        return new Told(origin, facts, unknown.isEmpty() ? List.of()
                : List.of("devices-without-numa-node: " + origin + ": no NUMA node is told of "
                        + String.join(", ", unknown)
                        + "; counted as devices without topology, as a plugin reports them then."));
    }
}
