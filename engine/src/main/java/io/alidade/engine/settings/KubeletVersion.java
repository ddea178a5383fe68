package io.alidade.engine.settings;

import java.util.Arrays;
import java.util.stream.Collectors;

/// The kubelet whose behaviour is reproduced. Rules that differ between minors ask it.
public enum KubeletVersion {
    V1_36("1.36", "v1.36.3"),
    V1_37("1.37", "v1.37.2");

    public static final KubeletVersion DEFAULT = V1_36;

    private final String minor;
    private final String recordedFrom;

    KubeletVersion(String minor, String recordedFrom) {
        this.minor = minor;
        this.recordedFrom = recordedFrom;
    }

    /// The minor, `1.36`.
    public String minor() {
        return minor;
    }

    /// The release that the profile was recorded from, `v1.36.3`.
    public String recordedFrom() {
        return recordedFrom;
    }

    /// Matches a version by its minor: `1.36`, `v1.36`, `v1.36.3`, `1.36.0-alpha.1`.
    ///
    /// @throws IllegalArgumentException for an unknown version, listing the known
    public static KubeletVersion parse(String text) {
        String plain = text.startsWith("v") ? text.substring(1) : text;
        for (KubeletVersion version : values()) {
            if (plain.equals(version.minor) || plain.startsWith(version.minor + ".")
                    || plain.startsWith(version.minor + "-") || plain.startsWith(version.minor + "+")) {
                return version;
            }
        }
        throw new IllegalArgumentException("kubelet version \"" + text + "\" is not known. Known are "
                + Arrays.stream(values()).map(KubeletVersion::minor).collect(Collectors.joining(", ")) + ".");
    }

    public boolean isAtLeast(KubeletVersion other) {
        return compareTo(other) >= 0;
    }
}
