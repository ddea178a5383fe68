package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a process of a virtual machine is, as its kernel says it (`describe` of `e2e/guest/functions`).
///
/// @param pages   what it has touched, by NUMA node
/// @param allowed CPUs and NUMA nodes, by line of its status
/// @param group   the files of its cgroup
/// @param places  the lines of `numa_maps` that have pages
record Described(Map<Integer, Long> pages, Map<String, String> allowed, Map<String, String> group, String places) {
    private static final Pattern PAGES = Pattern.compile(" N([0-9]+)=([0-9]+)");

    /// What a machine has said of a thing.
    static Described of(Map<String, String> said, String name) {
        assertThat(said).containsKeys(name + " places", name + " allowed", name + " group");
        String places = said.getOrDefault(name + " places", "");
        return new Described(pages(places), fields(said, name + " allowed"), fields(said, name + " group"), places);
    }

    /// Pages by NUMA node.
    static Map<Integer, Long> pages(String numaMaps) {
        Map<Integer, Long> pages = new TreeMap<>();
        Matcher found = PAGES.matcher(numaMaps);
        while (found.find()) {
            pages.merge(Integer.valueOf(found.group(1)), Long.valueOf(found.group(2)), Long::sum);
        }
        return pages;
    }

    private static Map<String, String> fields(Map<String, String> said, String section) {
        Map<String, String> fields = new TreeMap<>();
        said.getOrDefault(section, "").lines().filter(line -> line.contains(":")).forEach(line -> {
            int colon = line.indexOf(':');
            fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
        });
        return fields;
    }

    /// It and its memory are there, and may be nowhere else.
    Described assertIsOn(String cpus, int numaNode) {
        String mems = Integer.toString(numaNode);
        assertThat(group).containsEntry("cpuset.cpus", cpus).containsEntry("cpuset.mems", mems)
                .containsEntry("cpuset.cpus.effective", cpus).containsEntry("cpuset.mems.effective", mems);
        assertThat(pages.keySet()).as(places).containsExactly(numaNode);
        assertThat(allowed).isEqualTo(Map.of("Cpus_allowed_list", cpus, "Mems_allowed_list", mems));
        return this;
    }

    /// A file of its cgroup says so.
    Described assertGroup(String file, String text) {
        assertThat(group).containsEntry(file, text);
        return this;
    }
}
