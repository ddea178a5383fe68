package io.alidade.kube.machine;

import java.util.regex.Pattern;

/// The names that device plugins may register: `nvidia.com/gpu` (device-manager 3.4).
public final class ExtendedResourceName {
    private static final int MAX_PREFIX = 253;
    private static final int MAX_NAME = 63;
    private static final Pattern SUBDOMAIN = Pattern
            .compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");

    private ExtendedResourceName() {}

    /// True for a qualified name outside `kubernetes.io` that stays one when a quota puts `requests.` before it.
    public static boolean isValid(String name) {
        int slash = name.indexOf('/');
        if (slash < 0 || slash != name.lastIndexOf('/') || name.contains("kubernetes.io/")
                || name.startsWith("requests.")) {
            return false;
        }
        String prefix = "requests." + name.substring(0, slash);
        String rest = name.substring(slash + 1);
        return prefix.length() <= MAX_PREFIX && rest.length() <= MAX_NAME && SUBDOMAIN.matcher(prefix).matches()
                && NAME.matcher(rest).matches();
    }
}
