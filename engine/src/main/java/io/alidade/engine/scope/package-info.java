/// Walks a pod through the providers: ask for hints, merge, allocate, container by container or pod by pod (`spec`
/// topology-manager 9).
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | topology-manager 9.2 to 9.6 | scopes | [AdmissionScope] |
@NullMarked
package io.alidade.engine.scope;

import org.jspecify.annotations.NullMarked;
