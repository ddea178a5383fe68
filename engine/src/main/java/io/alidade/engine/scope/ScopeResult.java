package io.alidade.engine.scope;

import io.alidade.engine.allocation.Allocations;
import io.alidade.engine.provider.AllocationError;

/// How the walk of a pod through the managers ended, with their state after it. Nothing is rolled back on a refusal.
public sealed interface ScopeResult {
    Allocations allocations();

    record Passed(Allocations allocations) implements ScopeResult {}

    record Refused(Allocations allocations, AllocationError error) implements ScopeResult {}
}
