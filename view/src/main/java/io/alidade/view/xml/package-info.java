/// Text from outside, made fit for drawings and pages: nothing in it is markup, invisible, or turns the direction around.
@NullMarked
package io.alidade.view.xml;

import org.jspecify.annotations.NullMarked;
