package io.alidade.conformance.recording;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.BadInput;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The kubelet version that a recording's file name tells: `-vX.Y` in it, else the default profile.
public final class RecordedVersion {
    private static final Pattern IN_NAME = Pattern.compile("-v(\\d+\\.\\d+)");

    private RecordedVersion() {}

    /// The version of a file.
    ///
    /// @throws BadInput when the name tells a version that is not known
    public static KubeletVersion of(Path file) {
        Matcher matcher = IN_NAME.matcher(String.valueOf(file.getFileName()));
        if (!matcher.find()) {
            return KubeletVersion.DEFAULT;
        }
        try {
            return KubeletVersion.parse(matcher.group(1));
        } catch (IllegalArgumentException unknown) {
            throw new BadInput(file + ": " + unknown.getMessage(), "Give the profile to use with --kubelet-version.");
        }
    }
}
