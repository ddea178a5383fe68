package io.alidade.engine.allocation;

import io.alidade.engine.hint.PolicyDecision;
import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.provider.Provider;
import java.util.Optional;

/// Listens to an admission: every stop of the walk, every answer of a provider, every merge and every allocation, in the
/// kubelet's order.
public interface HintObserver {
    /// Nobody listens.
    HintObserver NONE = new HintObserver() {};

    /// The walk has come to a container, or to the pod as a whole.
    ///
    /// @param container   absent for the pod as a whole
    /// @param allocations as they are at that moment: with what the containers before were given
    default void reached(Optional<String> container, Allocations allocations) {}

    /// A provider has answered. On machines of more than four NUMA nodes its hints are rules
    /// ([io.alidade.engine.hint.HintFamily]), which list as many as one likes.
    ///
    /// @param container absent when the provider was asked for the pod as a whole
    default void answered(Optional<String> container, Provider provider, ProviderHints hints) {}

    /// The policy has merged the answers.
    ///
    /// @param container absent when the merge was for the pod as a whole
    default void merged(Optional<String> container, PolicyDecision decision) {}

    /// A provider has given a container what it asks for, or has failed to; of containers that ask for nothing, too.
    ///
    /// @param container absent when a pod was given something as a whole
    /// @param before    what was allocated before
    /// @param after     what is allocated now: a failure may leave traces
    default void allocated(Optional<String> container, Provider provider, Allocations before, Allocations after,
            boolean succeeded) {}
}
