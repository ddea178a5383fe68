/// What the three hint providers (device, CPU, memory, asked in this order) have in common: how an allocation ends.
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | topology-manager 5.2 | hint providers in their order | [Provider] |
/// | topology-manager 9.8 | allocation errors | [AllocationError], [AllocationOutcome] |
@NullMarked
package io.alidade.engine.provider;

import org.jspecify.annotations.NullMarked;
