/// A small immutable table by name: what pods hold, pod by pod and container by container.
@NullMarked
package io.alidade.engine.table;

import org.jspecify.annotations.NullMarked;
