package io.alidade.agent.decision;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Nobody to ask for devices.
///
/// @param isGivenElsewhere whether somebody else has asked for those that a pod has
record NoPlugins(boolean isGivenElsewhere) implements QuietPlugins {
    @Override
    public CompletableFuture<String> allocate(String resource, List<String> ids) {
        return isGivenElsewhere ? CompletableFuture.completedFuture("")
                : CompletableFuture.failedFuture(new PluginFailure("unknown Device Plugin " + resource));
    }
}
