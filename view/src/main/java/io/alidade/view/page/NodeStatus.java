package io.alidade.view.page;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.plan.capacity.Room;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the page of a node shows, at one moment.
///
/// @param name      of the machine
/// @param revision  another one if anything is
/// @param refused   how many pods were refused in the last hour
/// @param refusals  the last ones, the newest first
/// @param drift     where containers run that do not run where they should
/// @param plugins   of devices, by resource
/// @param problems  what keeps the agent from its work, a sentence each
public record NodeStatus(String name, String revision, Instant at, KubeletVersion version, MachineDescription machine,
        KubeletNode node, Room room, RoomSeries series, int refused, List<Refusal> refusals, Drift drift,
        List<Plugin> plugins, List<String> problems) {
    public NodeStatus {
        refusals = List.copyOf(refusals);
        plugins = List.copyOf(plugins);
        problems = List.copyOf(problems);
    }

    /// A pod that was refused.
    ///
    /// @param asks  what it asks for, in words; empty if nobody knows any more
    /// @param story absent while it is being found
    public record Refusal(Instant at, String pod, String asks, String reason, String message, Optional<Story> story) {}

    /// Why a pod was refused.
    ///
    /// @param why     what was short, one sentence each, without a full stop
    /// @param cure    the smallest change with which it would be admitted; absent if none was found
    /// @param isTried whether one was looked for
    public record Story(List<String> why, Optional<String> cure, boolean isTried) {
        public Story {
            why = List.copyOf(why);
        }

        /// Of a refusal of which nobody knows how the node was.
        public static Story untried(List<String> why) {
            return new Story(why, Optional.empty(), false);
        }
    }

    /// Drift of containers.
    ///
    /// @param isWatched whether anybody looks
    /// @param seen      how often something was elsewhere since the agent began
    /// @param cured     of them, how often it was brought back
    /// @param findings  the last ones, the newest first
    public record Drift(boolean isWatched, long seen, long cured, List<Finding> findings) {
        public Drift {
            findings = List.copyOf(findings);
        }

        /// Nobody looks.
        public static final Drift UNWATCHED = new Drift(false, 0, 0, List.of());

        /// True if something is elsewhere still.
        public boolean isOpen() {
            return findings.stream().anyMatch(finding -> !finding.isCured());
        }
    }

    /// Something that was where it should not be.
    ///
    /// @param what where it was, and where it belongs
    public record Finding(Instant at, String container, String what, boolean isCured) {}

    /// The plugin of a resource.
    ///
    /// @param goneSince absent while it is connected
    public record Plugin(String resource, Optional<Instant> goneSince, int healthy, int unhealthy, int free) {}
}
