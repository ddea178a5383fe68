/// Packages as users meet them: made, installed, used and removed, as processes.
@NullMarked
package io.alidade.dist;

import org.jspecify.annotations.NullMarked;
