package io.alidade.agent.settings;

import io.alidade.agent.kubelet.ApiServer;
import io.alidade.agent.kubelet.KubeletApi;
import io.alidade.agent.log.LogFormat;
import io.alidade.live.journal.JournalSettings;
import java.nio.file.Path;
import java.util.Optional;

/// What an agent needs to know that only watches a kubelet.
///
/// @param state        the agent's own folder
/// @param api          the socket on which it tells
/// @param listen       where monitors ask
/// @param kubelet      who tells its pods
/// @param kubeletDir   the kubelet's own folder, in which its managers leave their checkpoints
/// @param podResources the kubelet's socket of podresources
/// @param apiServer    where events on pods go
/// @param anonymise    whether names are replaced in files of disagreements
/// @param root         the folder with the `sys` and `proc` of the node
/// @param watch        what monitors are told beyond what they are always told
/// @param journal      where what the kubelet decides is written down; absent where it is not
public record ShadowSettings(Path state, Path api, Optional<Listen> listen, LogFormat logFormat, KubeletApi kubelet,
        Path kubeletDir, Path podResources, Optional<ApiServer> apiServer, boolean anonymise, Path root,
        WatchSettings watch, Optional<JournalSettings> journal) {}
