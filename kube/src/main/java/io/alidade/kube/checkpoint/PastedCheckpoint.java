package io.alidade.kube.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A checkpoint as people paste it: with a prompt glued behind, or with shortened uids of pods, over which no checksum can
/// hold. A kubelet would not read such a file, and never has one.
///
/// @param bytes   what a kubelet can read
/// @param repairs what was done to make it so, in words; empty if nothing was
record PastedCheckpoint(byte[] bytes, List<String> repairs) {
    private static final Pattern PROMPT_BEHIND = Pattern
            .compile(
                    "\\}\\s*(\\[[^\\]\\n]{1,80}\\]|[A-Za-z0-9_.-]{1,40}@[A-Za-z0-9_.-]{1,80}(:\\S{0,200})?)\\s?[#$%>]\\s*$");
    /// The first part of a uid, and then something that no uid has.
    private static final Pattern SHORTENED_UID = Pattern
            .compile("\"[0-9a-f]{8}-?(?:[xX*.…]|[0-9a-f-]{0,27}[xX*.…])[xX*.…0-9a-f-]{0,40}\"\\s*:\\s*\\{");
    private static final Pattern CHECKSUM = Pattern.compile("\"checksum\"\\s*:\\s*[0-9]{1,20}");

    static PastedCheckpoint of(CheckpointFile file, byte[] written) {
        String text = new String(written, StandardCharsets.UTF_8);
        List<String> repairs = new ArrayList<>();
        Matcher prompt = PROMPT_BEHIND.matcher(text.substring(Math.max(0, text.length() - 500)));
        if (prompt.find()) {
            text = text.substring(0, text.lastIndexOf('}') + 1);
            repairs.add("the prompt behind it is left out");
        }
        // Only this file may be without a checksum (cpu-manager 16.3).
        if (file == CheckpointFile.CPU && SHORTENED_UID.matcher(text).find() && !text.contains("\"data\"")) {
            text = CHECKSUM.matcher(text).replaceFirst("\"checksum\":0");
            repairs.add(
                    "uids of pods are shortened, so its checksum is not looked at, and pods are not recognised by uid");
        }
        return new PastedCheckpoint(repairs.isEmpty() ? written : text.getBytes(StandardCharsets.UTF_8), repairs);
    }
}
