package io.alidade.agent.runtime;

import io.alidade.agent.pod.PodRecord;
import io.alidade.kube.document.BadInput;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// What runs containers. It knows nothing of a pod's life, which [PodRunner] leads: it starts what it is told to start, finds
/// what a former agent has started, and ends what it is told to end.
///
/// Called on the decision thread, so no call waits for anybody; what takes time is answered later, from any thread. A runtime
/// that cannot be reached answers when it can be reached again.
public interface ContainerRuntime extends AutoCloseable {
    /// Looks at what a pod is to run before the pod is decided on.
    ///
    /// @throws BadInput with the first field that this runtime cannot follow, as [UnsupportedField] has it
    void check(RunSpec spec);

    /// What a former agent has started of a pod, running or ended, by the name of the container.
    CompletableFuture<Map<String, RunningContainer>> find(PodRecord pod);

    /// Starts a container on the CPUs and NUMA nodes where it belongs from its first instruction on.
    ///
    /// @return the container; fails with a [StartFailed]
    CompletableFuture<RunningContainer> start(ContainerStart start);

    /// Nothing of a pod runs any more: gives back what its containers had in common. It can still be found.
    CompletableFuture<Boolean> end(PodRecord pod);

    /// Removes everything that is left of a pod; none of its containers runs.
    ///
    /// @return done when nothing of it can be found any more, or, with false, when that has failed
    CompletableFuture<Boolean> remove(PodRecord pod);

    /// The pods of a former run are known, and nothing else that is left belongs to a pod.
    void begin();

    /// Lets go of the runtime; containers run on.
    @Override
    void close();
}
