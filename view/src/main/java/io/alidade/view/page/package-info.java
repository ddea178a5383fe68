/// The page of a node, for people: its state in a sentence, the machine drawn with its pods, what is free and stranded over time,
/// refusals with their cure, drift, plugins, and a box that tells whether a pod would fit.
///
/// In: [NodeStatus], a value. Out: HTML that works without script, its style sheet and its script ([PageFile]). Nothing here knows
/// of sockets, and every text from outside is escaped ([io.alidade.view.xml.Xml]). There are no inline styles and no inline script:
/// the page is served under a policy that allows neither.
@NullMarked
package io.alidade.view.page;

import org.jspecify.annotations.NullMarked;
