package io.alidade.agent.pod;

import java.util.Arrays;
import java.util.Optional;

/// Where a pod is in its life, in the words of Kubernetes.
public enum PodPhase {
    /// Not decided on yet.
    PENDING("Pending"),
    /// Admitted; it holds what it was given.
    RUNNING("Running"),
    /// Its containers have ended well. It holds nothing and stays so until it is removed.
    SUCCEEDED("Succeeded"),
    /// Refused, or ended by an error. It holds nothing and stays so until it is removed.
    FAILED("Failed");

    private final String wireName;

    PodPhase(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    static Optional<PodPhase> of(String wireName) {
        return Arrays.stream(values()).filter(phase -> phase.wireName.equals(wireName)).findFirst();
    }
}
