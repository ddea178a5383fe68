/// The checks of the `...PolicyOptions` maps of a kubelet configuration that two managers share.
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | cpu-manager 3.2, topology-manager 4.2 | options | [PolicyOptions] |
@NullMarked
package io.alidade.engine.option;

import org.jspecify.annotations.NullMarked;
