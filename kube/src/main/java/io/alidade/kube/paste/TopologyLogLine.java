package io.alidade.kube.paste;

import io.alidade.engine.mask.CpuSet;
import io.alidade.kube.document.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The line in which a kubelet logs at its start what it takes the machine for (`Detected CPU topology`): every CPU that it
/// knows, with its core, socket, NUMA node and, in newer kubelets, L3 cache. As text with JSON or a Go value in it, or all of
/// it JSON.
final class TopologyLogLine implements SectionReader {
    private static final Pattern START = Pattern.compile(".*[Dd]etected CPU topology.*");
    private static final String ID = "([0-9]{1,6})";
    /// `"0":{"NUMANodeID":0,"SocketID":0,"CoreID":0,"UncoreCacheID":0}`, and the same without quotes and commas.
    private static final Pattern NAMED = Pattern.compile("\"?" + ID + "\"?:\\{\"?NUMANodeID\"?:" + ID
            + "[, ]\"?SocketID\"?:" + ID + "[, ]\"?CoreID\"?:" + ID + "(?:[, ]\"?UncoreCacheID\"?:" + ID + ")?\\}");
    /// `0:{0 0 0}` is NUMA node, socket and core; in the oldest kubelets `0:{0 0}` is socket and core.
    private static final Pattern BARE = Pattern.compile(ID + ":\\{(?:" + ID + " )?" + ID + " " + ID + "()\\}");
    private static final Pattern COUNT = Pattern.compile("(?:NumCPUs\"?:|&\\{)" + ID);
    /// Apart, as old kubelets number the cores of each socket anew.
    private static final int CORES_BY_SOCKET = 1 << 16;

    @Override
    public boolean starts(PastedLines lines) {
        return START.matcher(lines.peek()).matches();
    }

    @Override
    public Told read(PastedLines lines) {
        String origin = lines.origin("log of a kubelet");
        // JSON may be a text inside JSON.
        String line = lines.peek().replace("\\", "");
        lines.advance();
        CpuSet.Builder online = new CpuSet.Builder();
        List<Fact> places = new ArrayList<>();
        for (Pattern pattern : List.of(NAMED, BARE)) {
            Matcher cpu = pattern.matcher(line);
            while (cpu.find()) {
                int socket = id(cpu, 3).orElse(0);
                OptionalInt id = id(cpu, 1);
                if (id.isPresent()) {
                    online.add(id.getAsInt());
                    places.add(new Fact.CpuPlace(id.getAsInt(),
                            OptionalInt.of(socket * CORES_BY_SOCKET + id(cpu, 4).orElse(0)), OptionalInt.of(socket),
                            id(cpu, 2), id(cpu, 5)));
                }
            }
        }
        CpuSet cpus = online.build();
        Matcher count = COUNT.matcher(line);
        if (places.isEmpty() || places.size() != cpus.size()
                || (count.find() && !count.group(1).equals(Integer.toString(cpus.size())))) {
            throw new BadInput(origin + " does not show all CPUs: " + cpus.size() + " are readable"
                    + (count.hasMatch() ? " of " + count.group(1) : "") + ".",
                    "Give the whole line, as the kubelet wrote it.");
        }
        List<Fact> facts = new ArrayList<>(List.of(new Fact.OnlineCpus(cpus)));
        facts.addAll(places);
        return new Told(origin, facts, List.of());
    }

    private static OptionalInt id(Matcher cpu, int group) {
        return cpu.group(group) == null ? OptionalInt.empty() : CpuLists.id(cpu.group(group));
    }
}
