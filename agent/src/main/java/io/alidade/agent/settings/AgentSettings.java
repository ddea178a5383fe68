package io.alidade.agent.settings;

import io.alidade.agent.log.LogFormat;
import io.alidade.live.journal.JournalSettings;
import java.nio.file.Path;
import java.util.Optional;

/// What an agent needs to know beside its node.
///
/// @param state         the agent's own folder: checkpoints, pods, lock
/// @param manifests     a folder whose pods it runs
/// @param devicePlugins the folder in which device plugins have their sockets
/// @param api           the socket on which the agent tells and is told
/// @param podResources  the socket on which the podresources interface is served
/// @param runtime       what runs the containers; absent where decisions touch no process
/// @param listen        where monitors ask
/// @param profile       whether faults of the kubelet are reproduced
/// @param logFormat     of its log
/// @param nri           how the runtime is reached that asks where its containers may run; absent without one
/// @param placement     what holds for pods beyond the kubelet's configuration
/// @param watch         what monitors are told beyond what they are always told
/// @param journal       where what is decided is written down; absent where it is not
public record AgentSettings(Path state, Optional<Path> manifests, Path devicePlugins, Path api,
        Optional<Path> podResources, Optional<PodRuntime> runtime, Optional<Listen> listen, Profile profile,
        LogFormat logFormat, Optional<NriSettings> nri, PlacementSettings placement, WatchSettings watch,
        Optional<JournalSettings> journal) {
    /// With pods alone to say where they go, and without a journal.
    public AgentSettings(Path state, Optional<Path> manifests, Path devicePlugins, Path api,
            Optional<Path> podResources, Optional<PodRuntime> runtime, Optional<Listen> listen, Profile profile,
            LogFormat logFormat, Optional<NriSettings> nri) {
        this(state, manifests, devicePlugins, api, podResources, runtime, listen, profile, logFormat, nri,
                PlacementSettings.NONE, WatchSettings.NONE, Optional.empty());
    }
}
