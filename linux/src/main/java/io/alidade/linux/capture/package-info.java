/// Takes a machine along: an archive of what discovery reads of a tree, and of nothing else.
///
/// In: a root. Out: a tar.gz. *By construction* - it is made of the answers that a discovery got, so discovering it gives
/// the same machine. *Anonymous* - no names of hosts, serial numbers or hardware addresses, because discovery reads none.
/// *Reproducible* - the same answers give the same bytes.
@NullMarked
package io.alidade.linux.capture;

import org.jspecify.annotations.NullMarked;
