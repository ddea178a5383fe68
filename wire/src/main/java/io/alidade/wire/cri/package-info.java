/// The Container Runtime Interface, `v1`: messages and calls as generated from `cri.proto`, the part of it that is used.
@NullMarked
package io.alidade.wire.cri;

import org.jspecify.annotations.NullMarked;
