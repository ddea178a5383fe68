package io.alidade.agent.settings;

import io.alidade.engine.pod.QosClass;
import io.alidade.kube.document.BadInput;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// The cgroups below which a runtime puts the containers of pods, by the pod's class. A runtime that has cgroups made by systemd
/// takes slices (`alidade.slice`), one that makes them itself takes paths (`/alidade`).
public record CgroupParents(Map<QosClass, String> parents) {
    public CgroupParents {
        parents = Collections.unmodifiableMap(new EnumMap<>(parents));
    }

    /// One for all.
    public static CgroupParents all(String parent) {
        Map<QosClass, String> parents = new EnumMap<>(QosClass.class);
        for (QosClass qos : QosClass.values()) {
            parents.put(qos, parent);
        }
        return new CgroupParents(parents);
    }

    /// Reads `/alidade`, or `guaranteed=/a,burstable=/b,besteffort=/c`.
    ///
    /// @throws BadInput if it is neither
    public static CgroupParents parse(String text) {
        if (!text.contains("=")) {
            return all(checked(text, text));
        }
        Map<QosClass, String> parents = new EnumMap<>(QosClass.class);
        for (String part : text.split(",", -1)) {
            int at = part.indexOf('=');
            String name = at < 0 ? part : part.substring(0, at);
            Optional<QosClass> qos = Arrays.stream(QosClass.values())
                    .filter(known -> known.wireName().equalsIgnoreCase(name)).findFirst();
            if (at < 0 || qos.isEmpty() || parents.containsKey(qos.get())) {
                throw bad(text);
            }
            parents.put(qos.get(), checked(part.substring(at + 1), text));
        }
        if (parents.size() < QosClass.values().length) {
            throw bad(text);
        }
        return new CgroupParents(parents);
    }

    private static String checked(String parent, String text) {
        boolean isPath = parent.startsWith("/") && parent.length() > 1 && !parent.contains("..");
        boolean isSlice = parent.endsWith(".slice") && !parent.contains("/");
        if (!isPath && !isSlice) {
            throw bad(text);
        }
        return parent;
    }

    private static BadInput bad(String text) {
        return new BadInput("the cgroup parents are '" + text + "', which are none.",
                "Write one path or slice (/alidade, alidade.slice), or one for each class:"
                        + " guaranteed=/a,burstable=/b,besteffort=/c.");
    }

    /// The one of a class.
    public String of(QosClass qos) {
        return parents.getOrDefault(qos, "");
    }
}
