package io.alidade.e2e;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Metrics in the text format of Prometheus, as far as they are about resource managers, device plugins and podresources.
///
/// @param heads  the lines on type and meaning
/// @param values by name and labels, the labels in order
record MetricsText(SortedSet<String> heads, SortedMap<String, Double> values) {
    private static final Pattern FIELD = Pattern.compile("(kubelet_)?(topology_manager|cpu_manager|memory_manager"
            + "|container_aligned_compute_resources|device_plugin|pod_resources_endpoint|admission_rejections"
            + "|pod_level_resources_admission|resource_manager)_.*");
    private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(?:\\{(.*)\\})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    /// Whether a metric is about resource managers, device plugins or podresources.
    static boolean isOfThisField(String name) {
        return FIELD.matcher(name).matches();
    }

    static MetricsText parse(String text) {
        SortedSet<String> heads = new TreeSet<>();
        SortedMap<String, Double> values = new TreeMap<>();
        for (String line : text.split("\n", -1)) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# ") && FIELD.matcher(words[2]).matches()) {
                heads.add(line);
            }
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches() && FIELD.matcher(sample.group(1)).matches()) {
                values.put(sample.group(1) + labels(sample.group(2) == null ? "" : sample.group(2)),
                        Double.parseDouble(sample.group(3)));
            }
        }
        return new MetricsText(heads, values);
    }

    private static String labels(String text) {
        return LABEL.matcher(text).results()
                .map(label -> label.group(1) + "="
                        + (label.group(1).equals("le") ? bound(label.group(2)) : label.group(2)))
                .sorted().collect(Collectors.joining(",", "{", "}"));
    }

    private static String bound(String text) {
        return text.equals("+Inf") ? text : Double.toString(Double.parseDouble(text));
    }

    /// Without how long things took: of a bucket it counts that it is there.
    MetricsText withoutTimes() {
        SortedMap<String, Double> rest = new TreeMap<>();
        for (Map.Entry<String, Double> value : values.entrySet()) {
            if (value.getKey().contains("_bucket{")) {
                rest.put(value.getKey(), 0.0);
            } else if (!value.getKey().contains("_sum{")) {
                rest.put(value.getKey(), value.getValue());
            }
        }
        return new MetricsText(heads, rest);
    }

    /// One thing a line.
    @Override
    public String toString() {
        return Arrays.toString(heads.toArray()).replace(", #", "\n#") + "\n"
                + values.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining("\n"));
    }
}
