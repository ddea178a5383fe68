package io.alidade.agent.decision;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// What is asked of device plugins while a pod is decided on. Nothing here waits: answers come later, on any thread, and a
/// failed one is a [PluginFailure] whose message is the kubelet's.
public interface PluginCalls {
    /// Nodes without device plugins.
    PluginCalls NONE = new NoPlugins(false);
    /// Nodes whose devices somebody else gives ([DevicesGiven]), who asks their plugins.
    PluginCalls ELSEWHERE = new NoPlugins(true);

    /// A question for a preference, with the arguments of
    /// [io.alidade.engine.device.PreferredAllocation#choose].
    record Question(String resource, List<String> available, List<String> mustInclude, int size) {
        public Question {
            available = List.copyOf(available);
            mustInclude = List.copyOf(mustInclude);
        }
    }

    /// True if the plugin of a resource wants to be asked (device-manager 6.4).
    boolean prefers(String resource);

    /// The plugin's answer to `GetPreferredAllocation`.
    CompletableFuture<List<String>> preferred(Question question);

    /// The plugin's answer to `Allocate` for one container (device-manager 6.1): its `ContainerAllocateResponse` in base64.
    CompletableFuture<String> allocate(String resource, List<String> ids);

    /// Lets the plugin of a resource make devices ready before a container that holds them is created
    /// (device-manager 6.5), if it wants to.
    ///
    /// @param ids of the devices that the container holds; none if it holds none of the resource
    /// @return whether it was asked
    CompletableFuture<Boolean> preStart(String podUid, String container, String resource, List<String> ids);
}
