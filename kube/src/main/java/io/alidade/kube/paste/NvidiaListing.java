package io.alidade.kube.paste;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `nvidia-smi -L`: the ids of GPUs, which are those of their plugin, and the slices (MIG) that they are cut into.
final class NvidiaListing implements SectionReader {
    private static final Pattern GPU = Pattern
            .compile("\\s{0,40}GPU ([0-9]{1,4}): .{1,120} \\(UUID: (GPU-[0-9a-f-]{8,60})\\)");
    private static final Pattern MIG = Pattern
            .compile("\\s{0,40}MIG (\\S{1,40})\\s{1,20}Device\\s{1,20}[0-9]{1,4}: \\(UUID: (MIG-\\S{8,90})\\)");

    @Override
    public boolean starts(PastedLines lines) {
        return GPU.matcher(lines.peek()).matches();
    }

    @Override
    public Told read(PastedLines lines) {
        String origin = lines.origin("nvidia-smi -L");
        List<Fact> facts = new ArrayList<>();
        Map<String, Integer> slices = new TreeMap<>();
        while (lines.hasNext()) {
            Matcher gpu = GPU.matcher(lines.peek());
            Matcher mig = MIG.matcher(lines.peek());
            if (gpu.matches()) {
                facts.add(new Fact.DeviceId(NvidiaTopology.RESOURCE, "GPU" + gpu.group(1), gpu.group(2)));
            } else if (mig.matches()) {
                slices.merge(mig.group(1), 1, Integer::sum);
            } else {
                break;
            }
            lines.advance();
        }
        return new Told(origin, facts, slices.isEmpty() ? List.of()
                : List.of("mig-strategy-unknown: " + origin + ": GPUs are cut into slices " + slices
                        + "; which resources a plugin makes of them depends on its strategy. GPUs count whole; name the slices"
                        + " with --devices."));
    }
}
