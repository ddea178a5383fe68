/// Answers made visible: text for people, documents for programs.
///
/// In: reports of other modules as plain values, and [TextStyle], how wide the reader's screen is and whether it has
/// colours. Out: text. Nothing is decided or written here, and the same report gives the same text.
///
/// What people read (`…Text`) may change from version to version; what programs read (`…Document`) has a published schema.
@NullMarked
package io.alidade.view;

import org.jspecify.annotations.NullMarked;
