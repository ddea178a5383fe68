/// Kubernetes quantities: exact numbers with a memory of how they were written.
///
/// In: text such as `1536Mi`, `3500m`, `1e3`. Out: [Quantity], compared exactly, rounded up as the kubelet does, printed
/// in canonical form (node-config 7). They live beside the decision because the decision depends on how a number was
/// written: `1.5Gi` has no integer form for the Memory Manager, `1536Mi` has.
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | node-config 7.1 to 7.4 | value, rounding, integer form | [Quantity] |
/// | node-config 7.1, 7.2 | reading | [QuantityParser] |
/// | node-config 7.5 | printing | [QuantityPrinter] |
@NullMarked
package io.alidade.engine.quantity;

import org.jspecify.annotations.NullMarked;
