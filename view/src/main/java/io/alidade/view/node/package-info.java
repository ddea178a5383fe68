/// A node on one page: what is known of it, gathered ([NodeReport]), and the page ([NodeReportPage]), with names or without.
@NullMarked
package io.alidade.view.node;

import org.jspecify.annotations.NullMarked;
