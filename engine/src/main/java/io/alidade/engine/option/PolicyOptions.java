package io.alidade.engine.option;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.StartRefusal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the `…PolicyOptions` maps of a kubelet configuration with the kubelet's checks and texts (cpu-manager 3.2,
/// topology-manager 4.2). Options are looked at in name order.
public final class PolicyOptions {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    /// How mature an option is: what its use needs.
    public enum Stage { STABLE, BETA, ALPHA }

    /// The minors since which an option is beta and stable; before, it is alpha. Absent where it is not yet.
    public record Maturity(Optional<KubeletVersion> betaSince, Optional<KubeletVersion> stableSince) {
        /// In no known minor more than alpha.
        public static final Maturity ALPHA = new Maturity(Optional.empty(), Optional.empty());

        public static Maturity beta(KubeletVersion since) {
            return new Maturity(Optional.of(since), Optional.empty());
        }

        public static Maturity stable(KubeletVersion since) {
            return new Maturity(Optional.of(since), Optional.of(since));
        }

        public static Maturity stable(KubeletVersion betaSince, KubeletVersion since) {
            return new Maturity(Optional.of(betaSince), Optional.of(since));
        }

        /// The stage in one minor.
        public Stage in(KubeletVersion version) {
            if (stableSince.filter(version::isAtLeast).isPresent()) {
                return Stage.STABLE;
            }
            return betaSince.filter(version::isAtLeast).isPresent() ? Stage.BETA : Stage.ALPHA;
        }
    }

    private final String manager;
    private final Map<String, Maturity> known;
    private final String alphaOff;
    private final String betaOff;

    /// @param manager  `CPU Manager` or `Topology Manager`, as in the text about an unknown option
    /// @param alphaOff the text about an alpha option whose group is off, up to the option
    /// @param betaOff  the same about a beta option
    /// @param known    the options there are
    private PolicyOptions(String manager, String alphaOff, String betaOff, Map<String, Maturity> known) {
        this.manager = manager;
        this.alphaOff = alphaOff;
        this.betaOff = betaOff;
        this.known = Map.copyOf(known);
    }

    /// Those of the CPU Manager.
    public static PolicyOptions ofCpuManager(Map<String, Maturity> known) {
        return new PolicyOptions("CPU Manager", "CPU Manager Policy Alpha-level Options not enabled",
                "CPU Manager Policy Beta-level Options not enabled", known);
    }

    /// Those of the Topology Manager of a kubelet.
    public static PolicyOptions ofTopologyManager(KubeletVersion version, Map<String, Maturity> known) {
        return version.capitalizesTopologyOptionErrors()
                ? new PolicyOptions("Topology Manager", "Topology Manager Policy Alpha-level Options not enabled",
                        "Topology Manager Policy Beta-level Options not enabled", known)
                : new PolicyOptions("Topology Manager", "topology manager policy alpha-level options not enabled",
                        "topology manager policy beta-level options not enabled", known);
    }

    /// Refuses an unknown option and one whose stage in this kubelet is switched off.
    public void check(KubeletVersion version, String option, boolean alphaOn, boolean betaOn) throws StartRefusal {
        Maturity maturity = known.get(option);
        if (maturity == null) {
            throw new StartRefusal("unknown " + manager + " Policy option: \"" + option + "\"");
        }
        Stage stage = maturity.in(version);
        if (stage == Stage.ALPHA && !alphaOn) {
            throw new StartRefusal(alphaOff + ", but option \"" + option + "\" provided");
        }
        if (stage == Stage.BETA && !betaOn) {
            throw new StartRefusal(betaOff + ", but option \"" + option + "\" provided");
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
