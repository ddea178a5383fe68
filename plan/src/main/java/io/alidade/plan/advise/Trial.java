package io.alidade.plan.advise;

import java.util.List;
import java.util.Optional;

/// One configuration with what became of the workload under it.
///
/// @param obstacle why it cannot be advised, whatever was measured: the kubelet does not start, would need too long, or
///                 loses pods when it is restarted
/// @param refused  pods of the workload that were not admitted, in their order
/// @param remarks  what a kubelet does without a word, one sentence each, after the first pod that it happens to
public record Trial(Candidate candidate, Optional<String> obstacle, Measurement measured, List<Refused> refused,
        List<String> remarks) {
    public Trial {
        refused = List.copyOf(refused);
        remarks = List.copyOf(remarks);
    }

    Trial with(String other) {
        return new Trial(candidate, Optional.of(other), measured, refused, remarks);
    }

    /// A pod that was not admitted.
    ///
    /// @param pod NAMESPACE/NAME
    public record Refused(String pod, String reason, String message) {}
}
