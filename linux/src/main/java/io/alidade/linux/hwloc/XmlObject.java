package io.alidade.linux.hwloc;

import io.alidade.engine.mask.CpuSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// One `<object>`: its attributes, its `<info>` pairs, its `<page_type>` counts and the objects in it. Filled while the
/// XML is read, and only read afterwards.
final class XmlObject {
    private final Map<String, String> attributes;
    private final Map<String, String> infos = new HashMap<>();
    private final Map<Long, Long> pages = new LinkedHashMap<>();
    private final List<XmlObject> children = new ArrayList<>();

    XmlObject(Map<String, String> attributes) {
        this.attributes = Map.copyOf(attributes);
    }

    void add(XmlObject child) {
        children.add(child);
    }

    void addInfo(String name, String value) {
        infos.put(name, value);
    }

    void addPages(long sizeBytes, long count) {
        pages.put(sizeBytes, count);
    }

    List<XmlObject> children() {
        return children;
    }

    Map<Long, Long> pages() {
        return pages;
    }

    String type() {
        return attributes.getOrDefault("type", "");
    }

    Optional<String> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    Optional<String> info(String name) {
        return Optional.ofNullable(infos.get(name));
    }

    /// The kernel's id; absent also for hwloc's "unknown", which is -1 as an unsigned number.
    OptionalInt osIndex() {
        OptionalLong index = number("os_index");
        return index.isPresent() && index.getAsLong() <= Integer.MAX_VALUE ? OptionalInt.of((int) index.getAsLong())
                : OptionalInt.empty();
    }

    /// A whole number from 0; absent also for anything else.
    OptionalLong number(String name) {
        return attribute(name).map(XmlNumbers::whole).orElseGet(OptionalLong::empty);
    }

    /// A set of CPUs or of NUMA nodes; absent also for what is none.
    Optional<CpuSet> bitmap(String name) {
        return attribute(name).flatMap(XmlNumbers::bitmap);
    }
}
