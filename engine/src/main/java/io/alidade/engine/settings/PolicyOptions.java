package io.alidade.engine.settings;

import java.util.Map;
import java.util.Set;

/// Reads the `…PolicyOptions` maps of a kubelet configuration with the kubelet's checks and texts (cpu-manager 3.2,
/// topology-manager 4.2). Options are looked at in name order.
public final class PolicyOptions {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    /// How mature an option is: what its use needs.
    public enum Stage { STABLE, BETA, ALPHA }

    private final String manager;
    private final Map<String, Stage> known;

    /// @param manager `CPU Manager` or `Topology Manager`, as in the texts
    /// @param known   the options there are
    public PolicyOptions(String manager, Map<String, Stage> known) {
        this.manager = manager;
        this.known = Map.copyOf(known);
    }

    /// Refuses an unknown option and one whose stage is switched off.
    public void check(String option, boolean alphaOn, boolean betaOn) throws StartRefusal {
        Stage stage = known.get(option);
        if (stage == null) {
            throw new StartRefusal("unknown " + manager + " Policy option: \"" + option + "\"");
        }
        if (stage == Stage.ALPHA && !alphaOn) {
            throw new StartRefusal(
                    manager + " Policy Alpha-level Options not enabled, but option \"" + option + "\" provided");
        }
        if (stage == Stage.BETA && !betaOn) {
            throw new StartRefusal(
                    manager + " Policy Beta-level Options not enabled, but option \"" + option + "\" provided");
        }
    }

    /// A boolean as Go's `strconv.ParseBool` reads it.
    public static boolean parseBoolean(String option, String value) throws StartRefusal {
        if (TRUE.contains(value)) {
            return true;
        }
        if (FALSE.contains(value)) {
            return false;
        }
        throw new StartRefusal("bad value for option \"" + option + "\": strconv.ParseBool: parsing \"" + value
                + "\": invalid syntax");
    }
}
