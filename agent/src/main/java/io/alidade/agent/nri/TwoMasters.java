package io.alidade.agent.nri;

import io.alidade.agent.kubelet.HttpPeer;
import io.alidade.agent.kubelet.KubeletApi;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.settings.NriSettings;
import io.alidade.kube.checkpoint.CpuCheckpoint;
import io.alidade.kube.checkpoint.MemoryCheckpoint;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Two that pin the same containers undo each other's work: the kubelet's managers write a container's CPUs again every few
/// seconds. So an agent does not start beside them.
final class TwoMasters {
    private static final String NONE = "none";

    private TwoMasters() {}

    /// Looks for a kubelet whose managers pin: in its answer to `/configz`, which it gives only on its secure port, and in the
    /// checkpoints that its managers leave, which name their policy.
    ///
    /// @throws BadInput if there is one
    static void refuse(NriSettings settings, AgentLog log) {
        settings.kubelet().ifPresent(api -> {
            try {
                checkConfiguration(api);
            } catch (HttpPeer.Unanswered problem) {
                log.warn("kubelet-configuration-not-seen",
                        Value.mapping().with("problem", String.valueOf(problem.getMessage())));
            }
        });
        for (String file : List.of(CpuCheckpoint.FILE_NAME, MemoryCheckpoint.FILE_NAME)) {
            Path checkpoint = settings.kubeletDir().resolve(file);
            if (Files.isReadable(checkpoint)) {
                for (DocumentNode document : DocumentReader.readFile(checkpoint)) {
                    check(Fields.of(DocumentReader.mapping(document)).string("policyName").orElse(NONE),
                            "the policy in " + checkpoint);
                }
            }
        }
    }

    private static void checkConfiguration(KubeletApi api) throws HttpPeer.Unanswered {
        Fields.of(DocumentReader.mapping(api.get("/configz"))).object("kubeletconfig")
                .ifPresent(configuration -> List.of("cpuManagerPolicy", "memoryManagerPolicy")
                        .forEach(field -> check(configuration.string(field).orElse(NONE),
                                field + " of the kubelet at " + api.address())));
    }

    private static void check(String policy, String place) {
        if (!NONE.equalsIgnoreCase(policy) && !policy.isEmpty()) {
            throw new BadInput(place + " is '" + policy + "': the kubelet pins containers here, and two that do so undo"
                    + " each other's work.",
                    "Set cpuManagerPolicy: none and memoryManagerPolicy: None in the kubelet's configuration, drain the"
                            + " node, remove its cpu_manager_state and memory_manager_state and start it again; or leave"
                            + " it as it is and use Alidade's other commands, which change nothing.");
        }
    }
}
