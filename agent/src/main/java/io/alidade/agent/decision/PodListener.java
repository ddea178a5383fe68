package io.alidade.agent.decision;

import io.alidade.agent.pod.PodRecord;

/// Who wants to know what becomes of pods. Called on the decision thread, which waits for nobody: what takes long is done
/// elsewhere.
public interface PodListener {
    /// A pod was decided on, and it is on disk.
    void decided(PodRecord pod, Course course);

    /// All containers of a pod have ended, which stays known: it holds nothing any more.
    default void ended(PodRecord pod) {}

    /// Something of a container ran where it should not.
    default void drifted(Stray stray) {}

    /// A pod is gone.
    void removed(PodRecord pod);
}
