package io.alidade.agent.settings;

import io.alidade.agent.kubelet.KubeletApi;
import io.alidade.kube.document.BadInput;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/// Beside whom an agent runs, and how it reaches them: what is absent is not set.
///
/// @param mode         who runs the pods
/// @param nriSocket    where the runtime takes plugins
/// @param kubeletApi   the address of this node's kubelet
/// @param kubeletToken a file with the token for it
/// @param kubeletCa    a file with the certificates that sign its own
/// @param kubeletDir   the kubelet's own folder
/// @param shadow       what a shadow needs beyond that; its podresources and its root are those of every agent beside a kubelet
public record BesideConfiguration(Optional<Mode> mode, Optional<Path> nriSocket, Optional<String> kubeletApi,
        Optional<Path> kubeletToken, Optional<Path> kubeletCa, Optional<Path> kubeletDir,
        ShadowConfiguration shadow) {
    /// Nothing is set.
    public static final BesideConfiguration NONE = new BesideConfiguration(Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), ShadowConfiguration.NONE);

    /// These settings, and those of `other` where there is none.
    BesideConfiguration or(BesideConfiguration other) {
        return new BesideConfiguration(mode.or(other::mode), nriSocket.or(other::nriSocket),
                kubeletApi.or(other::kubeletApi), kubeletToken.or(other::kubeletToken),
                kubeletCa.or(other::kubeletCa), kubeletDir.or(other::kubeletDir), shadow.or(other.shadow));
    }

    /// How the runtime is reached, where it asks.
    ///
    /// @throws BadInput if the kubelet's address is none
    Optional<NriSettings> nri() {
        return mode.filter(Mode.NRI::equals).map(_ -> new NriSettings(
                nriSocket.orElse(NriSettings.DEFAULT_SOCKET).toAbsolutePath().normalize(),
                kubelet(), kubeletDir.orElse(NriSettings.KUBELET_DIR), shadow.podResources().map(Path::toAbsolutePath),
                shadow.root().orElse(Path.of("/")).toAbsolutePath()));
    }

    /// The kubelet of this node, where it may be asked.
    ///
    /// @throws BadInput if its address is none
    Optional<KubeletApi> kubelet() {
        return kubeletApi.map(text -> new KubeletApi(address(text), kubeletToken, kubeletCa));
    }

    private static URI address(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException _) {
            throw new BadInput("the kubelet's address is '" + text + "', which is none.",
                    "Write https://HOST:10250.");
        }
    }
}
