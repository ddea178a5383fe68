/// Who may ask where others than this machine can: holders of a token, or of a certificate; and the certificate with which the agent
/// itself answers.
@NullMarked
package io.alidade.agent.access;

import org.jspecify.annotations.NullMarked;
