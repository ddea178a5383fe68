/// The agent's own history: what is decided is handed to the node's journal ([DecisionJournal]), and requests are answered from it
/// ([JournalPaths]). What this process does not remember itself others ask of it ([Recollection]).
@NullMarked
package io.alidade.agent.journal;

import org.jspecify.annotations.NullMarked;
