package io.alidade.live.run;

import io.alidade.engine.mask.CpuSet;
import java.util.Optional;

/// A machine with the commands that run on it, and the decision on one more if there was a question.
///
/// @param source       of the machine, for people
/// @param reservedCpus what stays for everything else
public record RunReport(String source, RunSite site, CpuSet reservedCpus, Optional<Asked> asked) {
    /// A question and its answer.
    public record Asked(RunRequest request, RunDecision decision) {}
}
