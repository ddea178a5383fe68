package io.alidade.agent.decision;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The pods that nobody has decided on yet, because their device plugins are asked. For the decision thread.
final class PendingAdmissions {
    private final Map<String, PendingAdmission> byUid = new HashMap<>();

    void begin(PendingAdmission admission) {
        byUid.put(admission.uid(), admission);
    }

    void end(String uid) {
        byUid.remove(uid);
    }

    /// Those that hold devices for which a plugin may not have answered yet.
    Set<String> uids() {
        return new HashSet<>(byUid.keySet());
    }

    /// A pod goes before it was decided on, if it is such a one: whoever waits for it is told so.
    void withdraw(String uid, String reason, String message, Instant now) {
        PendingAdmission admission = byUid.remove(uid);
        if (admission != null) {
            admission.withdraw();
            admission.answer().complete(admission.record().refused(reason, message, List.of(), now));
        }
    }
}
