package io.alidade.agent.decision;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Plugins that want to be asked for devices, and for nothing else.
interface QuietPlugins extends PluginCalls {
    @Override
    default boolean prefers(String resource) {
        return false;
    }

    @Override
    default CompletableFuture<List<String>> preferred(Question question) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    default CompletableFuture<Boolean> preStart(String podUid, String container, String resource, List<String> ids) {
        return CompletableFuture.completedFuture(false);
    }
}
