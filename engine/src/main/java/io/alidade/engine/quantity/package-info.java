/// Kubernetes quantities: exact numbers with a memory of how they were written.
///
/// In: text such as `1536Mi`, `3500m`, `1e3`. Out: [Quantity], compared exactly, rounded up as the kubelet does, printed
/// in canonical form (node-config 7). They live beside the decision because the decision depends on how a number was
/// written: `1.5Gi` has no integer form for the Memory Manager, `1536Mi` has.
@NullMarked
package io.alidade.engine.quantity;

import org.jspecify.annotations.NullMarked;
