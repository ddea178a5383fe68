/// Walks a pod through the providers: ask for hints, merge, allocate, container by container or pod by pod (`spec`
/// topology-manager 9).
@NullMarked
package io.alidade.engine.scope;

import org.jspecify.annotations.NullMarked;
