/// The four Topology Manager policies and their options (topology-manager 4, 5, 8).
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | topology-manager 4.2, 5.1, 8.2 to 8.5 | options, construction, policies | [TopologyPolicy] |
@NullMarked
package io.alidade.engine.policy;

import org.jspecify.annotations.NullMarked;
