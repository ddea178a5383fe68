/// Places of Unix sockets in the file system: who serves there, what may be put there.
@NullMarked
package io.alidade.agent.socket;

import org.jspecify.annotations.NullMarked;
