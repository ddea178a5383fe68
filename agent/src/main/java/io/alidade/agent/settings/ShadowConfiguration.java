package io.alidade.agent.settings;

import java.nio.file.Path;
import java.util.Optional;

/// What a shadow needs to know beyond what every agent beside a kubelet does: what is absent is not set.
///
/// @param podResources   the kubelet's socket of podresources
/// @param apiServer      where events on pods go: an address, or `in-cluster`
/// @param apiServerToken a file with the token for it
/// @param apiServerCa    a file with the certificates that sign its own
/// @param anonymise      whether names are replaced in what is written down
/// @param root           the folder with the `sys` and `proc` of the node
public record ShadowConfiguration(Optional<Path> podResources, Optional<String> apiServer,
        Optional<Path> apiServerToken, Optional<Path> apiServerCa, Optional<Boolean> anonymise, Optional<Path> root) {
    /// Nothing is set.
    public static final ShadowConfiguration NONE = new ShadowConfiguration(Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /// These settings, and those of `other` where there is none.
    ShadowConfiguration or(ShadowConfiguration other) {
        return new ShadowConfiguration(podResources.or(other::podResources), apiServer.or(other::apiServer),
                apiServerToken.or(other::apiServerToken), apiServerCa.or(other::apiServerCa),
                anonymise.or(other::anonymise), root.or(other::root));
    }
}
