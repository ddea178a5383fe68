package io.alidade.agent.runtime;

import io.alidade.kube.document.BadInput;

/// A field of a pod that would be left out, and refuses the pod instead.
public final class UnsupportedField {
    private UnsupportedField() {}

    /// What refuses a pod that has it.
    ///
    /// @param path of the field: `spec.containers[0].image`
    /// @param why  ends the sentence that begins with it: `is not followed.`
    public static BadInput at(String path, String why) {
        return new BadInput(path + " " + why, "Leave it out, or run the pod with another container runtime.");
    }
}
