/// What the three hint providers (device, CPU, memory, asked in this order) have in common: how an allocation ends.
@NullMarked
package io.alidade.engine.provider;

import org.jspecify.annotations.NullMarked;
