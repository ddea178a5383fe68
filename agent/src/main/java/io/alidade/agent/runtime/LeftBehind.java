package io.alidade.agent.runtime;

import io.alidade.linux.tree.UnusableTree;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Memory that has not come along with a container. The kernel moves what it can: pages that a device reads and writes by itself
/// (RDMA, VFIO) stay where they are.
public final class LeftBehind {
    /// Longer than the kernel's counts of a cgroup may be late, and than it takes to move one batch of pages.
    private static final Duration STANDSTILL = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private LeftBehind() {}

    /// Looks until nothing is left, or what is left does not get less any more.
    ///
    /// @param look bytes that are elsewhere now; nothing if nobody tells
    public static CompletableFuture<OptionalLong> after(Supplier<OptionalLong> look) {
        return CompletableFuture.supplyAsync(() -> await(look), task -> Thread.ofPlatform().name("left-behind").daemon()
                .start(task));
    }

    private static OptionalLong await(Supplier<OptionalLong> look) {
        try {
            OptionalLong least = look.get();
            long end = System.nanoTime() + STANDSTILL.toNanos();
            while (least.orElse(0) > 0 && System.nanoTime() - end < 0) {
                Thread.sleep(PAUSE);
                OptionalLong now = look.get();
                if (now.isEmpty() || now.getAsLong() < least.getAsLong()) {
                    end = System.nanoTime() + STANDSTILL.toNanos();
                    least = now;
                }
            }
            return least;
        } catch (UnusableTree _) {
            return OptionalLong.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        }
    }
}
