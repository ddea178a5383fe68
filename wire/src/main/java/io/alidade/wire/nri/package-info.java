/// The messages of containerd's NRI, generated from `nri.proto`.
@NullMarked
package io.alidade.wire.nri;

import org.jspecify.annotations.NullMarked;
